using System.Globalization;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Where a task of a batch is: the part of the batch that one call wrote, and the place in it.</summary>
/// <param name="Name">Of the part: the batch's id, a colon, its number from 0.</param>
/// <param name="Place">From 0.</param>
internal readonly record struct BatchPart(string Name, int Place)
{
    /// <summary>Tasks per call: enough to make the round trip cheap, few enough not to hold Redis up for a millisecond.</summary>
    public const int Size = 128;

    /// <returns><see langword="null"/> for the id of a task that is of no batch.</returns>
    public static BatchPart? For(string id) => BatchId.TryParse(id, out var batch, out var index)
        ? new BatchPart(string.Create(CultureInfo.InvariantCulture, $"{batch}:{index / Size}"), index % Size)
        : null;
}
