using System.Text.Json;

namespace Streaq;

/// <summary>What an inbox keeps.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long the inbox keeps a task's id and result, positive. Set it at least as long as a task may be delivered again. A retry, the
    /// death of a worker, and a replay of a dead letter do so. Default: 7 days.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How the inbox writes results into the table and reads them. If you set <see cref="StreaqOptions.Json"/>, set this to the same.
    /// Default: <see cref="JsonSerializerOptions.Web"/>.
    /// </summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeepFor, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Json);
    }
}
