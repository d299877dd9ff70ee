using System.Text.Json;

namespace Streaq;

/// <summary>What an inbox keeps.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long a task's id and result are kept, positive: the longest time after which the task may still be delivered again, by a retry,
    /// a worker's end or a replay of its dead letter. Default: 7 days.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How results are written into the table and read from it; the same as <see cref="StreaqOptions.Json"/> where that is set. Default:
    /// <see cref="JsonSerializerOptions.Web"/>.
    /// </summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepFor, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Json);
    }
}
