"""A Dagster project in all styles, as files: what its code says is compared with what Dagster makes of it."""

from __future__ import annotations

PYPROJECT = '[project]\nname = "host"\n\n[tool.dg.project]\nroot_module = "host"\ncode_location_name = "shop"\n'
RAW = '''
import dagster as dg
from dagster import AssetExecutionContext, AssetIn, AssetKey, AssetOut, Output, asset

PREFIX = "raw"
OWNERS = ["ada@example.com", "team:data"]


@asset
def customers():
    """All customers of the shop."""


@dg.asset(key_prefix=PREFIX, group_name="landing", owners=OWNERS, description="Orders as they came in")
def orders(context: AssetExecutionContext) -> None: ...


@dg.asset(key=["raw", "payments"], group_name="landing", metadata={"dagster/uri": "s3://shop/payments.parquet"})
def load_payments(): ...


@dg.asset(name="stock", key_prefix=["raw", "store"])
def make_stock(): ...


@asset(key=AssetKey(["raw", "visits"]), deps=["customers", AssetKey(["web", "log"])])
def visits(): ...


@dg.asset(ins={"o": AssetIn(key=AssetKey(["raw", "orders"])), "stock": dg.AssetIn(key_prefix=["raw", "store"])})
def joined(o, stock): ...


@dg.asset(deps=[orders, load_payments], automation_condition=dg.AutomationCondition.eager())
def bills(customers): ...


class Api(dg.ConfigurableResource):
    url: str = "http://localhost"


@dg.asset
def rates(api: Api): ...


@dg.asset(automation_condition=dg.AutomationCondition.on_cron("0 5 * * *"), freshness_policy=None)
def prices(rates): ...


@dg.multi_asset(
    outs={"left": AssetOut(key_prefix="split", is_required=False), "right": dg.AssetOut(key="the_right")},
)
def divide(bills):
    yield Output(1, output_name="left")


@dg.multi_asset(
    specs=[
        dg.AssetSpec("daily", deps=["customers"], owners=["team:web"], description="Each day"),
        dg.AssetSpec(["mart", "weekly"], deps=["daily"], group_name="mart"),
    ],
    name="spans",
)
def make_spans(): ...


@dg.multi_asset(
    outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
    ins={"base": dg.AssetIn(key="customers")},
    internal_asset_deps={"a": {dg.AssetKey("customers")}, "b": {dg.AssetKey("a")}},
)
def chained(base): ...


@dg.op
def one(x):
    return x


@dg.graph_asset(group_name="mart")
def summary(bills):
    return one(bills)


@dg.observable_source_asset
def feed():
    return dg.DataVersion("1")


outside = dg.AssetSpec("outside", deps=["feed"])
external_table = dg.SourceAsset(key=dg.AssetKey(["ext", "table"]), description="Kept by others")
'''
MODELLED = """
import dagster as dg
from . import raw
from .raw import bills as invoices

_UP = [invoices, raw.customers]
NUT = dg.AssetSpec("nut", deps=[invoices])
PARTS = [NUT, dg.AssetSpec(key="bolt", deps=[NUT])]


class Settings(dg.Config):
    size: int = 1


@dg.asset(deps=_UP)
def scores(): ...


@dg.asset(deps=[raw.summary, *_UP])
def ranking(scores): ...


@dg.asset(deps=[raw.make_spans])
def calendar(): ...


COMMON = {"group_name": "reports", "owners": ["team:bi"]}


@dg.asset(**COMMON, partitions_def=dg.DailyPartitionsDefinition("2026-01-01"))
def by_day(scores: dict[str, int], config: Settings): ...


@dg.asset(key_prefix=["reports"], deps=[dg.AssetDep("by_day"), *[scores]])
def sheet(ranking: "list[int]") -> None: ...


@dg.asset(deps=[sheet.key])
def sent(): ...


@dg.graph_multi_asset(outs={"low": dg.AssetOut(), "high": dg.AssetOut(key=["limits", "high"])}, group_name="reports")
def limits(scores):
    return {"low": raw.one(scores), "high": raw.one(scores)}


@dg.multi_asset(specs=PARTS, group_name="parts")
def make_parts(): ...


@dg.asset_check(asset=scores, blocking=True)
def scores_are_there() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=len("abc") > 2)


@dg.asset_check(asset=dg.AssetKey(["raw", "orders"]), name="orders_are_new")
def check_orders() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=len("abc") < 2)
"""
PREFIXED = """
from dagster import asset


@asset
def first(): ...


@asset
def second(first): ...
"""
AUTOMATION = """
import dagster as dg
from dagster import AssetSelection, ScheduleDefinition, define_asset_job

from . import raw
from .modelled import scores

landing_job = define_asset_job("landing_job", selection=AssetSelection.groups("landing"))
all_job = define_asset_job("all_job")
two_job = dg.define_asset_job("two_job", selection=[scores, raw.bills])
behind_job = dg.define_asset_job("behind_job", selection=AssetSelection.assets("bills").downstream())

nightly = ScheduleDefinition(job=landing_job, cron_schedule="0 2 * * *")
weekly = dg.ScheduleDefinition(name="weekly", target=AssetSelection.assets(scores) | AssetSelection.keys("ranking"),
                               cron_schedule="@weekly")
monthly = dg.ScheduleDefinition(name="monthly", job_name="two_job", cron_schedule="0 0 1 * *")


@dg.schedule(job=behind_job, cron_schedule="0 7 * * 1-5")
def workdays(context):
    return dg.RunRequest()


@dg.sensor(job=two_job)
def on_file(context):
    return dg.SkipReason("none")


@dg.asset_sensor(asset_key=dg.AssetKey("customers"), job=landing_job)
def on_customers(context, event):
    return dg.SkipReason("none")


@dg.run_failure_sensor
def on_failure(context): ...


@dg.op
def sweep(): ...


@dg.job
def sweeping():
    sweep()


sweeps = dg.ScheduleDefinition(job=sweeping, cron_schedule="0 0 * * *")
"""
DEFINITIONS = """
import dagster as dg

from . import automation, modelled, prefixed, raw

defs = dg.Definitions(
    assets=[
        *dg.load_assets_from_modules([raw, modelled]),
        raw.outside,
        *dg.load_assets_from_modules([prefixed], key_prefix="pre", group_name="pre"),
    ],
    asset_checks=dg.load_asset_checks_from_modules([modelled]),
    jobs=[automation.landing_job, automation.all_job, automation.two_job, automation.behind_job, automation.sweeping],
    schedules=[automation.nightly, automation.weekly, automation.monthly, automation.workdays, automation.sweeps],
    sensors=[automation.on_file, automation.on_customers, automation.on_failure],
    resources={"api": raw.Api()},
)
"""
FILES = {
    "pyproject.toml": PYPROJECT,
    "host/__init__.py": "",
    "host/raw.py": RAW,
    "host/modelled.py": MODELLED,
    "host/prefixed.py": PREFIXED,
    "host/automation.py": AUTOMATION,
    "host/definitions.py": DEFINITIONS,
}
