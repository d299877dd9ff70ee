using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests;

/// <summary>The samplers of docs/guides/sampling.md do what the page says.</summary>
public sealed class SamplingGuideTests
{
    private static readonly TaskDefinition<int> Capture = new("payments.capture");
    private static readonly TaskDefinition<int> Other = new("payments.other");

    [Theory]
    [InlineData(false, TraceMode.Auto, "")]
    [InlineData(false, TraceMode.Parent, "")]
    [InlineData(true, TraceMode.Auto, "enqueue payments.other, process payments.other")]
    [InlineData(true, TraceMode.Link, "enqueue payments.other, process payments.other")]
    public async Task ByRatio_BelowARequest_KeepsWhatTheRequestIs(bool sampled, TraceMode mode, string kept)
    {
        using var tracing = Tracing.Start(set: global::Docs.Sampling.ByRatio);

        await RunAsync(Other, sampled, mode);

        Assert.Equal(kept, string.Join(", ", tracing.Spans.Ended.Select(span => span.Name).Order()));
    }

    [Fact]
    public async Task Unsampled_Task_HasTheTracesIdInReportAndLogs()
    {
        using var tracing = Tracing.Start(set: global::Docs.Sampling.ByRatio);
        ActivityTraceId? inHandler = null;

        var (request, report, log) = await RunAsync(Other, sampled: false, TraceMode.Auto, _ =>
        {
            inHandler = Activity.Current?.TraceId;
            throw new FormatException("bad");
        });

        Assert.Empty(tracing.Spans.Ended);
        Assert.Equal((request, request.ToHexString()), (inHandler, report.TraceId));
        Assert.Contains(log.Lines, line => line is { Event.Name: "messaging.process.exception", Exception: FormatException });
    }

    [Fact]
    public async Task ByTask_BelowAnUnsampledRequest_KeepsTheChosenTask()
    {
        using var tracing = Tracing.Start(set: global::Docs.Sampling.ByTask);

        await RunAsync(Other, sampled: false, TraceMode.Auto);
        await RunAsync(Capture, sampled: false, TraceMode.Auto);

        Assert.Equal(["enqueue payments.capture", "process payments.capture"], tracing.Spans.Ended.Select(span => span.Name).Order());
    }

    [Fact]
    public async Task ByTask_OfAnyTask_KeepsLaterAttempts()
    {
        using var tracing = Tracing.Start(set: global::Docs.Sampling.ByTask);

        await RunAsync(Other, sampled: false, TraceMode.Auto, context =>
        {
            if (context.Attempt == 1)
            {
                throw new StreaqRetryException("later", TimeSpan.Zero);
            }
        });

        var span = Assert.Single(tracing.Spans.Ended);
        Assert.Equal(("process payments.other", 2), (span.Name, span.Tags["streaq.attempt"]));
    }

    /// <summary>Runs a task that a request of another process enqueues, until it ends.</summary>
    private static async Task<(ActivityTraceId Request, TaskReport Report, LogRecorder Log)> RunAsync(
        TaskDefinition<int> task, bool sampled, TraceMode mode, Action<TaskContext>? handler = null)
    {
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            var worker = streaq.AddWorker();
            worker.Map(task, (int _, TaskContext context) => handler?.Invoke(context));
        });
        TaskHandle handle;
        using (var request = new Activity("POST /payments"))
        {
            request.SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None);
            request.ActivityTraceFlags = sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
            request.Start();
            handle = await host.Client.EnqueueAsync(task, 1, new EnqueueOptions { Trace = mode });
            await handle.WaitAsync(QueueHost.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (request.TraceId, await handle.ReportAsync(), host.Log);
        }
    }
}
