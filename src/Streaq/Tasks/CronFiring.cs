using System.Globalization;

namespace Streaq.Tasks;

/// <summary>The schedule's firing that made a task, in the field <c>cron</c> of its message: <c>{slot} {expression}</c>.</summary>
/// <param name="Slot">The time it was fired for, in Unix milliseconds.</param>
/// <param name="Expression">The schedule's expression.</param>
internal sealed record CronFiring(long Slot, string Expression)
{
    private const string Field = "cron";

    /// <summary>More than any expression needs.</summary>
    private const int MaxLength = WireName.MaxLength;

    /// <summary>Returns the firing as a field of a message.</summary>
    public KeyValuePair<string, ReadOnlyMemory<byte>> ToField() =>
        MessageField.Of(Field, string.Create(CultureInfo.InvariantCulture, $"{Slot} {Expression}"));

    /// <returns><see langword="null"/> without a valid field.</returns>
    public static CronFiring? Find(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? fields) =>
        MessageField.Find(fields, Field) is { } text ? Parse(text) : null;

    private static CronFiring? Parse(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is var end and > 0
        && long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var slot) && slot <= UnixTime.Last
        && text.Length <= MaxLength && string.Equals(WireName.ForLog(text), text, StringComparison.Ordinal)
            ? new CronFiring(slot, text[(end + 1)..])
            : null;
}
