namespace Streaq.Dashboard.Actions;

/// <summary>The name of an action in addresses and in the log, and the texts of its outcomes.</summary>
/// <param name="Name">The name in addresses and in the log.</param>
/// <param name="One">The text when the one action was done.</param>
/// <param name="Not">The text when the one action was not done.</param>
/// <param name="Many">The text before the number of actions that were done.</param>
internal sealed record ActionWord(string Name, string One, string Not, string Many)
{
    public static readonly ActionWord Pause = new("pause", "Paused.", "It was paused already.", "Paused");
    public static readonly ActionWord Resume = new("resume", "Resumed.", "It was not paused.", "Resumed");
    public static readonly ActionWord Abort = new(
        "abort",
        "Aborted.",
        "Asked to abort. A running task ends when its handler sees the request; one that has ended stays as it is.",
        "Aborted at once");

    public static readonly ActionWord RunNow = new("run", "It is ready now.", "Not changed: it does not wait for its time.", "Made ready");
    public static readonly ActionWord Replay = new(
        "replay", "Replayed: it is in its queue again.", "Not replayed: it is gone, or its id or key is in use.", "Replayed");

    public static readonly ActionWord Delete = new("delete", "Deleted.", "It was gone already.", "Deleted");
    public static readonly ActionWord Fire = new("fire", "Fired beside its timetable.", "There is no such schedule any more.", "Fired");
    public static readonly ActionWord Remove = new(
        "remove", "Removed.", "Not removed: it is gone, or workers declare it.", "Removed");

    private static readonly ActionWord[] All = [Pause, Resume, Abort, RunNow, Replay, Delete, Fire, Remove];

    public static ActionWord? Find(string? name) => All.FirstOrDefault(word => string.Equals(word.Name, name, StringComparison.Ordinal));
}
