using System.Text.Json;

namespace Streaq;

/// <summary>Options of an inbox.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long the inbox keeps a task's id and result, positive. Set it at least as long as a task may be delivered again: by a retry, by
    /// a replay of a dead letter, or after the death of a worker. Default: 7 days.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How the inbox serializes results. If you set <see cref="StreaqOptions.Json"/>, set this to the same.
    /// Default: <see cref="JsonSerializerOptions.Web"/>.
    /// </summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepFor, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Json);
    }
}
