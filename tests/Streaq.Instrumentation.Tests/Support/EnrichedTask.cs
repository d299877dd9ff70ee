namespace Streaq.Instrumentation.Tests;

/// <summary>Runs a task and returns the span of its attempt.</summary>
internal static class EnrichedTask
{
    public static readonly TaskDefinition<string> Work = new("enrich.work");

    /// <returns>The span of the attempt.</returns>
    public static async Task<Span> RunAsync(Tracing tracing, Action<TaskContext> handler, Action<StreaqOptions>? options = null)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) => handler(context)), options: options);
        await host.Client.EnqueueAsync(Work, "body");
        return await tracing.Spans.WaitForAsync("process enrich.work");
    }
}
