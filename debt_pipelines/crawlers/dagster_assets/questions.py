"""The GraphQL questions to a Dagster webserver; all of them only read."""

from __future__ import annotations

GRAPH_QUERY = """\
query DebtAssets {
  assetNodes {
    assetKey { path }
    description
    groupName
    isMaterializable
    isAutoCreatedStub
    opNames
    dependencyKeys { path }
    owners { ... on UserAssetOwner { email } ... on TeamAssetOwner { team } }
    automationCondition { label }
    internalFreshnessPolicy { __typename }
    repository { location { name } }
    targetingInstigators { ... on Schedule { name } ... on Sensor { name } }
    metadataEntries {
      label
      ... on TextMetadataEntry { text }
      ... on UrlMetadataEntry { url }
      ... on PathMetadataEntry { path }
    }
    assetChecksOrError { ... on AssetChecks { checks { name } } }
  }
  workspaceOrError {
    ... on Workspace {
      locationEntries {
        locationOrLoadError {
          ... on RepositoryLocation {
            name
            repositories {
              schedules { name cronSchedule scheduleState { status } }
              sensors { name sensorType sensorState { status } }
            }
          }
        }
      }
    }
  }
}
"""
CHECK_QUERY = """\
query DebtCheck($key: AssetKeyInput!, $name: String!) {
  assetCheckExecutions(assetKey: $key, checkName: $name, limit: 10) {
    status
    timestamp
    evaluation { severity }
  }
}
"""
RUNS_QUERY = """\
query DebtRuns($since: Float!, $limit: Int!) {
  runsOrError(filter: {statuses: [SUCCESS, FAILURE], createdAfter: $since}, limit: $limit) {
    ... on Runs {
      results {
        runId
        jobName
        status
        creationTime
        endTime
        tags { key value }
        stepStats { stepKey status }
        assetMaterializations { assetKey { path } }
      }
    }
  }
}
"""
