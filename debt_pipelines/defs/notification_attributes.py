"""What the YAML of a component says of a receiver of news."""

import re
import typing

import dagster as dg
from pydantic import ConfigDict, Field, field_validator, model_validator

from debt_pipelines.defs.wiring import Notification, NotificationForm

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")


class NotificationAttributes(dg.Model, dg.Resolvable):
    """Who is told what is new: a webhook, a channel of Slack, or people by mail."""

    model_config = ConfigDict(extra="forbid")

    variable: str = Field(
        description="Name of the environment variable that holds the webhook's URL; for `slack_app` the token of the "
        "app, for `email` the mail server as smtp://user:password@host"
    )
    form: NotificationForm = Field(
        "slack", description="`slack` or `json` for a webhook, `slack_app` for a channel, `email`"
    )
    channel: str | None = Field(None, description="With `slack_app`: the channel, as #data-platform")
    to: list[str] = Field([], description="With `email`: the addresses")
    sender: str | None = Field(None, description="With `email`: the address it comes from")
    tell: typing.Literal["gate", "findings"] = Field(
        "gate", description="`gate` when it closes, opens or gets further reasons; `findings` any new finding as well"
    )

    @field_validator("variable")
    @classmethod
    def _is_name(cls, variable: str) -> str:
        if not _VARIABLE.fullmatch(variable):
            raise ValueError("name an environment variable; the URL itself does not belong in YAML")
        return variable

    @model_validator(mode="after")
    def _is_complete(self) -> typing.Self:
        is_mail, is_app = self.form == "email", self.form == "slack_app"
        if is_app != (self.channel is not None):
            raise ValueError("`channel` goes with `form: slack_app`, and only with that")
        if is_mail != bool(self.to) or is_mail != (self.sender is not None):
            raise ValueError("`to` and `sender` go with `form: email`, and only with that")
        wrong = [address for address in (*self.to, *filter(None, [self.sender])) if not _ADDRESS.fullmatch(address)]
        if wrong:
            raise ValueError(f"`{wrong[0]}` is no mail address")
        return self

    def notification(self) -> Notification:
        """The same as the wiring has it."""
        return Notification(self.variable, self.form, self.channel, tuple(self.to), self.sender, self.tell)
