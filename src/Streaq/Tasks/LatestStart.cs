using System.Globalization;

namespace Streaq.Tasks;

/// <summary>
/// The time until which a task that a schedule fired may begin, in the message's field <c>start_by</c>: <c>{time} {schedule}</c>. Tasks of
/// a schedule without <c>MaxScheduleDrift</c> have none.
/// </summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="ScheduleId">The schedule that fired it.</param>
internal sealed record LatestStart(long At, string ScheduleId)
{
    private const string Field = "start_by";

    public KeyValuePair<string, ReadOnlyMemory<byte>> ToField() =>
        MessageField.Of(Field, string.Create(CultureInfo.InvariantCulture, $"{At} {ScheduleId}"));

    /// <summary>
    /// Returns the latest start of a firing that waits for its first attempt. A task that has begun in time may be tried again later.
    /// </summary>
    /// <returns><see langword="null"/> for every other task.</returns>
    public static LatestStart? Of(TaskMessage message) =>
        message.Attempt == 1 && message.Details.Trigger is TaskTrigger.Cron
        && MessageField.Find(message.Details.UnknownFields, Field) is { } text ? Parse(text) : null;

    private static LatestStart? Parse(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is var end and > 0
        && long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= UnixTime.Last
        && text[(end + 1)..] is var schedule && WireName.IsValid(schedule)
            ? new LatestStart(at, schedule)
            : null;
}
