using System.Diagnostics;
using Streaq.Tests;

namespace Streaq.Silent.Tests;

/// <summary><see cref="StreaqTelemetry.AttachTaskContext"/> affects the whole process, so it is tested where nothing else runs.</summary>
public sealed class AttachedContextTests : IDisposable
{
    private static readonly TaskDefinition<int> Look = new("look");

    private readonly TaskCompletionSource<TaskContext?> _attached = new();
    private readonly ActivityListener _listener;

    public AttachedContextTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.DisplayName == "process look")
                {
                    _attached.SetResult((TaskContext?)span.GetCustomProperty(StreaqTelemetry.TaskContextProperty));
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        StreaqTelemetry.AttachTaskContext = false;
        _listener.Dispose();
    }

    [Fact]
    public async Task ProcessSpan_WithoutAttachTaskContext_HasNone()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Look, (int _) => { }));

        await host.Client.EnqueueAsync(Look, 1);

        Assert.Null(await _attached.Task.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task ProcessSpan_WithAttachTaskContext_HasIt()
    {
        StreaqTelemetry.AttachTaskContext = true;
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Look, (int _) => { }));

        var task = await host.Client.EnqueueAsync(Look, 1);

        Assert.Equal(task.Id, (await _attached.Task.WaitAsync(QueueHost.Patience))?.TaskId);
    }
}
