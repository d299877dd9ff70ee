namespace Streaq.Tasks;

/// <summary>The names of outcomes in telemetry (<c>streaq.outcome</c>) and in stored records.</summary>
internal static class OutcomeName
{
    public static string For(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Success => "success",
        TaskOutcome.Failure => "failure",
        TaskOutcome.Retry => "retry",
        TaskOutcome.Aborted => "aborted",
        TaskOutcome.Timeout => "timeout",
        TaskOutcome.Expired => "expired",
        TaskOutcome.Snoozed => "snoozed",
        TaskOutcome.Returned => "returned",
        _ => "lease_lost",
    };

    public static TaskOutcome Parse(string? name) => name switch
    {
        "success" => TaskOutcome.Success,
        "timeout" => TaskOutcome.Timeout,
        "aborted" => TaskOutcome.Aborted,
        "expired" => TaskOutcome.Expired,
        "retry" => TaskOutcome.Retry,
        "snoozed" => TaskOutcome.Snoozed,
        "returned" => TaskOutcome.Returned,
        "lease_lost" => TaskOutcome.LeaseLost,
        _ => TaskOutcome.Failure,
    };
}
