using System.Buffers;
using System.Globalization;

namespace Streaq.Tasks;

/// <summary>
/// The ids of tasks that were enqueued in one call: the batch's own id and the task's place in it, as in <c>0199…c3-17</c>. A store can
/// find the task by such an id, without an entry for each task.
/// </summary>
internal static class BatchId
{
    /// <summary>Length of a batch's own id: a GUID without dashes.</summary>
    public const int BatchLength = 32;

    private const char Separator = '-';

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public static string NewBatch() => Guid.CreateVersion7().ToString("N");

    public static string For(string batch, int index) => string.Create(CultureInfo.InvariantCulture, $"{batch}{Separator}{index}");

    /// <returns><see langword="false"/> for an id of another form.</returns>
    public static bool TryParse(string id, out ReadOnlySpan<char> batch, out int index)
    {
        batch = default;
        index = 0;
        if (id.Length <= BatchLength + 1 || id[BatchLength] != Separator || id.AsSpan(0, BatchLength).ContainsAnyExcept(Hexadecimal)
            || !int.TryParse(id.AsSpan(BatchLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            return false;
        }

        batch = id.AsSpan(0, BatchLength);
        return true;
    }
}
