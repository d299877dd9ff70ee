using Streaq;

namespace Docs;

internal static class Progress
{
    public static void Map(StreaqBuilder streaq, Func<string, Task<int>> countAsync)
    {
        #region report
        streaq.Map(Tasks.CountWords, async (string text, TaskContext context) =>
        {
            var (words, lines) = (0, text.Split('\n'));
            for (var i = 0; i < lines.Length; i++)
            {
                words += await countAsync(lines[i]);
                await context.ReportProgressAsync((i + 1) / (double)lines.Length, $"line {i + 1}");
            }

            return words;
        });
        #endregion
    }

    public static async Task FollowAsync(TaskHandle handle)
    {
        #region follow
        await foreach (var progress in handle.ProgressAsync())
        {
            Console.WriteLine($"{progress.Fraction:P0} {progress.Note}");
        }
        #endregion
    }
}
