using System.Globalization;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>The position of a task in its batch: the part of the batch that one call wrote, and the place in that part.</summary>
/// <param name="Name">The name of the part: the batch's id, a colon, the part's number from 0.</param>
/// <param name="Place">The place in the part, from 0.</param>
internal readonly record struct BatchPart(string Name, int Place)
{
    /// <summary>Tasks per call: enough to make the round trip cheap, few enough to block Redis for less than a millisecond.</summary>
    public const int Size = 128;

    /// <returns><see langword="null"/> for the id of a task without a batch.</returns>
    public static BatchPart? For(string id) => BatchId.TryParse(id, out var batch, out var index)
        ? new BatchPart(string.Create(CultureInfo.InvariantCulture, $"{batch}:{index / Size}"), index % Size)
        : null;
}
