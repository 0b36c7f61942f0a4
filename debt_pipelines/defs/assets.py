"""The assets of one project: crawl -> catalog -> facts -> findings -> scorecard -> deploy gate, a step each.

Assets are named as the tables they hold. Each step is one op over many tables, because a Dagster step costs more than
most tables do; tables go from step to step as typed Parquet files.
"""

import typing

import dagster as dg

from debt_pipelines.defs.blocks import block_keys, closed_words
from debt_pipelines.defs.crawl_step import crawl_step
from debt_pipelines.defs.freshness import freshness_of
from debt_pipelines.defs.gate_status import OPEN, QUALITY_GATE, gate_spec, stored_status
from debt_pipelines.defs.metadata import family_result, gate_result, scorecard_description, scorecard_metadata
from debt_pipelines.defs.planned import fail_planned
from debt_pipelines.defs.scorecard_file import write_report, write_scorecard
from debt_pipelines.defs.stage import OWNERS, Stage
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import FAMILY_TITLES, Rule
from debt_pipelines.model.run_rows import DagsterRun
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.tables import CATALOG_TABLES, FACT_TABLES, METADATA_TABLES, RESULT_TABLES


class Steps(Stage):
    """Builds the assets of one target."""

    def assets(self) -> list[dg.AssetsDefinition]:
        """All assets, in the order they run; where the gate only warns there is no deploy gate."""
        deploy_gate = [self._deploy_gate()] if self.wiring.gate == "block" else []
        return [
            crawl_step(self),
            self._catalog(),
            self._facts(),
            self._findings(),
            self._scorecard(),
            *deploy_gate,
        ]

    def _catalog(self) -> dg.AssetsDefinition:
        @dg.multi_asset(
            name=f"{self.target.prefix}_catalog",
            specs=self.specs("catalog", CATALOG_TABLES, METADATA_TABLES),
            description="Puts many sightings of one dataset together and draws the lineage graph.",
        )
        @self.telling
        def catalog_tables():
            from debt_pipelines.catalog.build import build_catalog

            self.after("crawl")
            frames = build_catalog(self.read(METADATA_TABLES), self.target.settings)
            yield from self.written("catalog", frames, CATALOG_TABLES)

        return catalog_tables

    def _facts(self) -> dg.AssetsDefinition:
        @dg.multi_asset(
            name=f"{self.target.prefix}_facts",
            specs=self.specs("facts", FACT_TABLES, CATALOG_TABLES),
            description="Computes every fact a rule may judge, one row a subject.",
        )
        @self.telling
        def fact_tables():
            from debt_pipelines.facts.registry import build_facts

            self.after("catalog")
            frames = build_facts(self.read(METADATA_TABLES, CATALOG_TABLES))
            yield from self.written("facts", frames, FACT_TABLES)

        return fact_tables

    def _findings(self) -> dg.AssetsDefinition:
        findings_key = self.key("findings")
        checks = [
            dg.AssetCheckSpec(suite, asset=findings_key, description=_check_description(rules))
            for suite, rules in self.suites.items()
        ]

        @dg.multi_asset(
            name=f"{self.target.prefix}_findings",
            specs=self.specs("findings", RESULT_TABLES, FACT_TABLES),
            check_specs=checks,
            description="Great Expectations suites judge the facts; what fails is debt.",
        )
        @self.telling
        def finding_tables():
            from debt_pipelines.catalog.frames import records
            from debt_pipelines.defs.analysis import judge_facts
            from debt_pipelines.defs.baseline import baseline_of, marked_new
            from debt_pipelines.defs.resolved import resolved_frame, resolved_since
            from debt_pipelines.defs.weighing import TABLES as WEIGHING_TABLES
            from debt_pipelines.defs.weighing import weigh
            from debt_pipelines.project.renames import renamed_since
            from debt_pipelines.rules.result_frames import findings_frame, outcomes_frame
            from debt_pipelines.score.baseline import mark_known

            self.after("facts")
            project = self.target.open()
            facts = self.read(("datasets", "exemptions"), FACT_TABLES)
            findings, outcomes = judge_facts(facts, self.rules, project.memory)
            runs = [DagsterRun(**row) for row in records(self.store.read(DagsterRun.table))]
            baseline = baseline_of(project, self.target, self.rules, runs=runs)
            if baseline is not None:
                renamed = renamed_since(project, baseline.revision)
                findings = mark_known(findings, baseline, renamed)
                findings = marked_new(findings, baseline, facts, renamed)
            findings = weigh(self.read(WEIGHING_TABLES), findings, project, self.target.settings)
            resolved = resolved_since(project, baseline, findings, outcomes, self.rules)
            project.memory.close()
            frames = {
                "findings": findings_frame(findings),
                "outcomes": outcomes_frame(outcomes),
                "resolved": resolved_frame(resolved),
            }
            yield from self.written("findings", frames, RESULT_TABLES)
            yield from self._check_results(findings, {outcome.code: outcome for outcome in outcomes})

        return finding_tables

    def _check_results(
        self, findings: typing.Sequence[Finding], outcomes: typing.Mapping[str, RuleOutcome]
    ) -> typing.Iterator[dg.AssetCheckResult]:
        for suite, rules in self.suites.items():
            yield family_result(self.key("findings"), suite, rules, findings, outcomes)

    def _scorecard(self) -> dg.AssetsDefinition:
        @dg.asset(
            key=self.key("scorecard"),
            group_name=f"{self.target.prefix}_scorecard",
            deps=[self.key(table) for table in (*RESULT_TABLES, *FACT_TABLES)],
            check_specs=[gate_spec(self.target, self.wiring)],
            kinds={"python", "json"},
            owners=list(OWNERS),
            freshness_policy=freshness_of(self.wiring),
            description=scorecard_description(self.target.name),
        )
        @self.telling
        def scorecard():
            self.after("findings")
            card = self._build_scorecard()
            write_scorecard(self.target.scorecard_path, card)
            reasons = "; ".join(reason.message for reason in card.gate.reasons)
            if not card.gate.passed:
                blocked = block_keys(self.target, self.wiring)
                fail_planned(dg.AssetExecutionContext.get(), blocked, f"The data-debt gate is closed: {reasons}.")
            paths = {"path": self.target.scorecard_path, **write_report(self.target, card, self.wiring)}
            files = {name: dg.MetadataValue.path(path) for name, path in paths.items()}
            yield dg.MaterializeResult(
                metadata={**scorecard_metadata(card), **files},
                check_results=[gate_result(card, QUALITY_GATE, self._gate_severity)],
            )

        return scorecard

    @property
    def _gate_severity(self) -> dg.AssetCheckSeverity:
        return dg.AssetCheckSeverity.ERROR if self.wiring.gate == "block" else dg.AssetCheckSeverity.WARN

    def _build_scorecard(self) -> Scorecard:
        from debt_pipelines.defs.analysis import score
        from debt_pipelines.defs.baseline import baseline_name, evidence_before
        from debt_pipelines.defs.history import remembered
        from debt_pipelines.defs.resolved import resolved_from
        from debt_pipelines.rules.result_frames import findings_from, outcomes_from

        frames = self.read(METADATA_TABLES, CATALOG_TABLES, FACT_TABLES, RESULT_TABLES)
        project = self.target.open()
        card = score(
            frames,
            findings_from(frames["findings"]),
            outcomes_from(frames["outcomes"]),
            rules=self.rules,
            settings=self.target.settings,
            project=project,
            baseline=baseline_name(self.target),
            before=evidence_before(self.target, self.rules),
        )
        card = card.model_copy(update={"resolved": resolved_from(frames["resolved"])})
        card = remembered(self.target, project, card, self.rules)
        project.memory.close()
        return card

    def _deploy_gate(self) -> dg.AssetsDefinition:
        @dg.asset(
            key=self.key("deploy_gate"),
            group_name=f"{self.target.prefix}_scorecard",
            deps=[self.key("scorecard")],
            kinds={"python"},
            owners=list(OWNERS),
            description="Materializes only while the last quality gate is open; let deploys depend on it.",
        )
        def deploy_gate(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
            # A blocking check protects only its own run, so the stored status is read again here.
            status = stored_status(context.instance, self.target)
            if status != OPEN:
                raise dg.Failure(closed_words(status), allow_retries=False)
            return dg.MaterializeResult(metadata={"quality_gate": status})

        return deploy_gate


def _check_description(rules: typing.Sequence[Rule]) -> str:
    title = FAMILY_TITLES[rules[0].family]
    return f"{title}: {len(rules)} rules. The table `rules` below lists them, and how each ended."
