using System.Text.Json.Serialization;

namespace Streaq;

/// <summary>How far a group of tasks is; also the argument of a callback.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Total">How many tasks it has.</param>
/// <param name="Succeeded">How many of them have succeeded.</param>
/// <param name="Failed">How many have ended in another way: failed, aborted, expired or not run.</param>
public sealed record GroupProgress(
    [property: JsonPropertyName("groupId")] string GroupId,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("succeeded")] int Succeeded,
    [property: JsonPropertyName("failed")] int Failed)
{
    /// <summary>How many have not ended: they wait, are ready or run.</summary>
    [JsonIgnore]
    public int Unfinished => Math.Max(0, Total - Succeeded - Failed);

    /// <summary>Whether all have ended.</summary>
    [JsonIgnore]
    public bool IsFinished => Unfinished == 0;
}
