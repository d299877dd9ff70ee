using Streaq;

namespace Docs;

internal static class Abort
{
    public static async Task<bool> AbortAsync(IStreaqClient client, string book)
    {
        var handle = await client.EnqueueAsync(Tasks.CountWords, book);
        var aborted = await handle.AbortAsync(timeout: TimeSpan.FromSeconds(10));
        Console.WriteLine(aborted ? "The count is aborted." : "It was too late, or it did not end in time.");
        return aborted;
    }

    public static void MapObediently(StreaqBuilder streaq, Func<string, CancellationToken, Task<int>> countAsync)
    {
        #region token
        streaq.Map(Tasks.CountWords, async (string text, TaskContext context, CancellationToken stop) =>
        {
            var words = 0;
            foreach (var line in text.Split('\n'))
            {
                stop.ThrowIfCancellationRequested();
                words += await countAsync(line, stop);
            }

            return words;
        });
        #endregion
    }
}
