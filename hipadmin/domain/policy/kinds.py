"""What the policy language knows by name: chains of kinds, kinds with tags, actions. Data only.

The vendor goes on adding kinds and actions, so this is the one place to extend. The words
``toggle``, ``flags``, ``project`` and ``Flag`` have to stay unknown kinds.
"""

from collections.abc import Mapping
from types import MappingProxyType

CHAINS: tuple[str, ...] = (
    # LaunchDarkly, 2020
    "acct",
    "proj/*",
    "proj/*:env/*",
    "proj/*:env/*:flag/*",
    "proj/*:env/*:segment/*",
    "proj/*:env/*:destination/*",
    "proj/*:env/*:user/*",
    "proj/*:metric/*",
    "proj/*:goal/*",
    "member/*",
    "member/*:token/*",
    "role/*",
    "integration/*",
    "webhook/*",
    "code-reference-repository/*",
    # LaunchDarkly, until March 2025
    "proj/*:env/*:experiment/*",
    "proj/*:env/*:holdout/*",
    "proj/*:metric-group/*",
    "proj/*:layer/*",
    "proj/*:context-kind/*",
    "proj/*:release-pipeline/*",
    "service-token/*",
    "team/*",
    "relay-proxy-config/*",
    "template/*",
    "application/*",
    "pending-request/*",
    "domain-verification/*",
    # LaunchDarkly, later
    "proj/*:view/*",
    "proj/*:release-policy/*",
    "proj/*:aiconfig/*",
    "proj/*:env/*:aiconfig/*",
    "proj/*:ai-model-config/*",
    "proj/*:prompt-snippet/*",
    "proj/*:agent-graphs/*",
    "proj/*:alert/*",
    "proj/*:log/*",
    "proj/*:trace/*",
    "proj/*:error/*",
    "proj/*:session/*",
    "proj/*:env/*:product-analytics-dashboard/*",
    "proj/*:env/*:assignment-data-source/*",
    "ip-allowlist",
    # the other sources
    "ci/*:repo/*:build/*",
    "registry/*:image/*",
    "monitor/*:rule/*",
    "crash/*:group/*",
    "event/*:subject/*",
)
"""Every chain a specifier may have, with ``*`` where a name stands."""

TAGGED: frozenset[str] = frozenset(
    {"proj", "env", "flag", "segment", "metric", "goal", "integration", "webhook"}
    | {"repo", "build", "image", "rule", "group"}
)
"""Kinds whose resources can carry tags."""

PROPERTIES: Mapping[str, frozenset[str]] = MappingProxyType({"env": frozenset({"critical"})})
"""The yes/no properties a selector such as ``{critical:true}`` may test, by kind."""

MISTAKEN: Mapping[str, str] = MappingProxyType(
    {
        "account": "acct",
        "project": "proj",
        "projects": "proj",
        "environment": "env",
        "environments": "env",
        "flags": "flag",
        "toggle": "flag",
        "feature": "flag",
        "segments": "segment",
        "members": "member",
        "metrics": "metric",
        "ai-config": "aiconfig",
    }
)
"""Words people write for a kind, and the kind they mean; still refused."""

_APPROVALS = """
    createApprovalRequest updateApprovalRequest reviewApprovalRequest applyApprovalRequest
    deleteApprovalRequest bypassRequiredApproval
"""
_TOKENS = """
    createAccessToken updateAccessTokenName updateAccessTokenDescription updateAccessTokenExpiry
    deleteAccessToken resetAccessToken
"""
_METRICS = """
    createMetric deleteMetric updateKey updateName updateDescription updateUrls updateSelector
    updateOptimizelyMetrics updateEventDefault updateEventKey updateMaintainer updateNumeric
    updateNumericSuccess updateNumericUnit updateOn updateRandomizationUnits updateTags
    updateUnitAggregationType updateArchived updateAnalysisType updateMetricDenominator
    updateWindowOffset
"""
_FLAGS_HERE = """
    updateOn updatePrerequisites updateTargets updateRules updateFallthrough updateOffVariation
    updateAttachedMetrics updateAttachedGoals updateVariations updateExpiringTargets
    updateScheduledChanges updateFeatureWorkflows updateTriggers createTriggers deleteTriggers
    updateTrackEvents copyFlagConfigFrom copyFlagConfigTo updateFlagRuleDescription
    updateRulesWithMeasuredRollout updateFallthroughWithMeasuredRollout
    updateMeasuredRolloutConfiguration stopMeasuredRolloutOnFlagRule
    stopMeasuredRolloutOnFlagFallthrough updateReleasePhaseStatus manageFlagFollowers
"""
_FLAGS_EVERYWHERE = """
    createFlag cloneFlag deleteFlag updateIncludeInSnippet updateName updateDescription
    updateTemporary updateTag updateTags updateMaintainer updateFlagVariations updateArchived
    updateFlagCustomProperties updateGlobalArchived updateDeprecated
    updateClientSideFlagAvailability updateFlagDefaultVariations updateFlagSalt
    addReleasePipeline removeReleasePipeline replaceReleasePipeline
    updateFlagConfigMigrationSettings createFlagLink updateFlagLink deleteFlagLink
    updateVariationJsonSchema
"""
_ACTIONS: Mapping[str, str] = {
    "acct": """
        updateOrganization updateSubscription updatePaymentCard updateRequireMfa
        updateAccountToken updateSessionRefresh updateSessionDuration revokeSessions
        createAnnouncement updateAnnouncement deleteAnnouncement createSamlConfig updateSaml*
        deleteSamlConfig createScimConfig deleteScimConfig deleteAccount deleteAccountToken
        deleteSubscription getPaymentCard updateAccountOwner updateBillingContact
        updateAccountTokenLimit
    """,
    "member": """
        createMember updateRole updateCustomRole deleteMember sendMfaRequest sendMfaRecoveryCode
        approveDomainMatchedMember updateMemberRoleAttributes resetMemberMfa
    """,
    "token": _TOKENS + " updateAccessTokenPolicy",
    "service-token": _TOKENS,
    "role": """
        createRole updatePolicy updateName deleteRole updateMembers updateBasePermissions
        updateDescription updateTokens
    """,
    "team": """
        createTeam deleteTeam updateTeamCustomRoles updateTeamDescription updateTeamMembers
        updateTeamName updateTeamPermissionGrants viewTeam
    """,
    "proj": """
        createProject deleteProject updateProjectName updateIncludeInSnippetByDefault updateTags
        viewProject updateDefaultClientSideAvailability updateDefaultReleasePipeline
        updateProjectFlagDefaults updateLifecycleSettings updateObservabilitySettings
        updateViewAssociationRequirements
    """,
    "env": """
        createEnvironment deleteEnvironment updateName updateColor updateTtl updateApiKey
        updateMobileKey updateSecureMode updateTags updateRequireComments updateConfirmChanges
        deleteContextInstance importEventData updateApprovalSettings updateCritical
        updateDefaultTrackEvents viewSdkKey
    """,
    "metric": _METRICS,
    "goal": _METRICS + " createGoal deleteGoal",
    "flag": _FLAGS_HERE + _FLAGS_EVERYWHERE + _APPROVALS,
    "segment": _APPROVALS
    + """
        createSegment deleteSegment updateName updateDescription updateTags updateIncluded
        updateExcluded updateRules updateExpiringTargets updateScheduledChanges
    """,
    "webhook": """
        createWebhook deleteWebhook updateUrl updateSecret updateStatements updateOn updateName
        updateQuery updateTags
    """,
    "integration": """
        createIntegration deleteIntegration updateConfiguration updateOn updateName
        validateConnection
    """,
    "destination": """
        createDestination deleteDestination updateConfiguration updateOn updateName
    """,
    "code-reference-repository": """
        createCodeRefsRepository deleteCodeRefsRepository updateCodeRefsRepositoryName
        updateCodeRefsRepositoryConfiguration updateCodeRefsRepositoryOn
        updateCodeRefsRepositoryBranches
    """,
    "experiment": "createExperiment updateExperiment updateExperimentArchived",
    "holdout": "createHoldout addExperimentToHoldout removeExperimentFromHoldout updateHoldout*",
    "layer": "createLayer updateLayer updateLayerConfiguration",
    "context-kind": "createContextKind updateContextKind updateAvailabilityForExperiments",
    "metric-group": """
        createMetricGroup deleteMetricGroup updateMetricGroupName updateMetricGroupDescription
        updateMetricGroupTags updateMetricGroupMaintainer updateMetricGroupMetrics
    """,
    "release-pipeline": """
        createReleasePipeline deleteReleasePipeline updateReleasePipelineName
        updateReleasePipelineDescription updateReleasePipelinePhase
        updateReleasePipelinePhaseName updateReleasePipelineTags
    """,
    "relay-proxy-config": """
        createRelayAutoConfiguration deleteRelayAutoConfiguration resetRelayAutoConfiguration
        updateRelayAutoConfigurationName updateRelayAutoConfigurationPolicy
    """,
    "template": "createTemplate deleteTemplate viewTemplate",
    "application": """
        createApplication deleteApplication createApplicationVersion deleteApplicationVersion
        updateApplication*
    """,
    "release-policy": """
        createReleasePolicy deleteReleasePolicy updateReleasePolicy updateReleasePolicyRank
    """,
    "build": "buildStarted buildSucceeded buildFailed buildCancelled buildChanged",
    "image": "imagePushed imageDeleted",
    "rule": "alertTriggered alertCleared alertAcknowledged alertClosed alertAssigned",
    "group": "groupCreated errorReceived",
}

ACTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {kind: tuple(sorted(set(names.split()))) for kind, names in _ACTIONS.items()}
)
"""Known actions by the kind a chain ends in; ``*`` stands for names the vendor never listed.

For completion and for warnings: a name that is missing here is accepted all the same. A kind
without an entry has no known list.
"""

SIGNATURES: Mapping[str, str] = MappingProxyType({c.replace("*", ""): c for c in CHAINS})
"""Chains without their names (``proj/:env/``), each with its written form."""

KINDS: frozenset[str] = frozenset(
    pair.removesuffix("/*") for chain in CHAINS for pair in chain.split(":")
)
"""Every kind of every chain."""

ALONE: frozenset[str] = frozenset(c for c in CHAINS if "/" not in c)
"""Kinds written without slash and name."""
