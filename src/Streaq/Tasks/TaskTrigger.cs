namespace Streaq.Tasks;

/// <summary>
/// The reasons why a task became ready: the values of the span attribute <c>streaq.trigger</c> and of the message's field.
/// </summary>
internal static class TaskTrigger
{
    public const string Api = "api";
    public const string Schedule = "schedule";
    public const string Cron = "cron";
    public const string Dependency = "dependency";
    public const string Retry = "retry";
    public const string Snooze = "snooze";
    public const string Replay = "replay";
}
