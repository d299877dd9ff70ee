using Streaq;

namespace Docs;

internal static class Texts
{
    public static readonly TaskDefinition<string, string> Report = new("text.report");
    public static readonly TaskDefinition<string, string> Fetch = new("text.fetch");
    public static readonly TaskDefinition<int, string> Describe = new("text.describe");
    public static readonly TaskDefinition<GroupProgress> Tell = new("text.tell");
}

internal static class Workflows
{
    public static void Map(StreaqBuilder streaq)
    {
        #region dependency-results
        streaq.Map(Texts.Report, async (string title, TaskContext context) =>
        {
            var counts = await context.DependencyResultsAsync(Tasks.CountWords);
            return $"{title}: {counts.Sum()} words in {counts.Count} texts";
        });
        #endregion
        streaq.Map(Texts.Fetch, (string url) => url.Replace('/', ' '));
        streaq.Map(Texts.Tell, (GroupProgress progress) => Console.WriteLine($"{progress.Succeeded} of {progress.Total}"));
        streaq.Map(Texts.Describe, (int words) => words == 1 ? "a word" : $"{words} words");
    }

    public static async Task<TaskHandle<string>> PipelineAsync(IStreaqClient client)
    {
        #region pipeline
        TaskHandle<string> summary = await client.Pipeline(Texts.Fetch, "https://example.org/fox")
            .Then(Tasks.CountWords)
            .Then(Texts.Describe, new EnqueueOptions { Priority = "low" })
            .EnqueueAsync();
        #endregion
        return summary;
    }

    public static async Task<(TaskGroup<int> Group, IReadOnlyList<int> Counts, GroupProgress End)> GroupAsync(IStreaqClient client, string[] texts)
    {
        #region group
        var group = await client.GroupAsync(Tasks.CountWords, texts, new GroupOptions
        {
            OnFinished = Texts.Tell,
            OnSucceeded = GroupCallback.Of(Texts.Report, "all texts", new EnqueueOptions { Priority = "high" }),
        });
        var progress = await group.ProgressAsync();
        Console.WriteLine($"{progress.Succeeded} of {progress.Total} succeeded, {progress.Failed} did not, {progress.Unfinished} to go");
        var end = await group.WaitAsync(timeout: TimeSpan.FromMinutes(1));
        var counts = await group.ResultsAsync();
        #endregion
        return (group, counts, end);
    }

    public static async Task<TaskHandle<string>> AfterAsync(IStreaqClient client)
    {
        #region after
        var text = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        var more = await client.EnqueueManyAsync(Tasks.CountWords, ["a b", "c d e"]);
        var report = await client.EnqueueAsync(Texts.Report, "animals", new EnqueueOptions { After = [text, .. more, "4711"] });
        #endregion
        return report;
    }
}
