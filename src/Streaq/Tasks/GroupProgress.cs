using System.Text.Json.Serialization;

namespace Streaq;

/// <summary>The progress of a group of tasks; also the argument of a group's callback.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Total">The number of tasks.</param>
/// <param name="Succeeded">The number of tasks that have succeeded.</param>
/// <param name="Failed">The number of tasks that have ended in another way: failed, aborted, expired or not run.</param>
public sealed record GroupProgress(
    [property: JsonPropertyName("groupId")] string GroupId,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("succeeded")] int Succeeded,
    [property: JsonPropertyName("failed")] int Failed)
{
    /// <summary>The number of tasks that have not ended: they wait, are ready or run.</summary>
    [JsonIgnore]
    public int Unfinished => Math.Max(0, Total - Succeeded - Failed);

    /// <summary>Whether all tasks have ended.</summary>
    [JsonIgnore]
    public bool IsFinished => Unfinished == 0;
}
