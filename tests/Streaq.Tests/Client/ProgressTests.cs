using System.Threading.Channels;

namespace Streaq.Tests.Client;

/// <summary>Progress that a handler reports and a caller follows.</summary>
[Collection(RedisCollection.Name)]
public sealed class ProgressTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Work = new("work");

    private readonly Channel<double> _steps = Channel.CreateUnbounded<double>();
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Progress_Followed_HasEachReportAndEndsWithTheTask(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, realTime: true);
        var handle = await host.Client.EnqueueAsync(Work, "steps");
        await using var reports = handle.ProgressAsync().GetAsyncEnumerator();

        foreach (var step in new[] { 0.25, 0.5, 1 })
        {
            await _steps.Writer.WriteAsync(step);
            Assert.True(await reports.MoveNextAsync().AsTask().WaitAsync(QueueHost.Patience));
            Assert.Equal((step, $"at {step}"), (reports.Current.Fraction, reports.Current.Note));
        }

        _steps.Writer.Complete();
        Assert.False(await reports.MoveNextAsync().AsTask().WaitAsync(QueueHost.Patience));
        Assert.Equal("done", await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Progress_FollowedLate_BeginsWithTheLastReport(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, realTime: true);
        var handle = await host.Client.EnqueueAsync(Work, "steps");
        await _steps.Writer.WriteAsync(0.75);
        _steps.Writer.Complete();
        await handle.WaitAsync(QueueHost.Patience);

        var reports = await AllAsync(host.Client.Handle<string>(handle.Id));

        Assert.Equal(0.75, Assert.Single(reports).Fraction);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Progress_OfATaskThatFails_EndsWithTheLastReport(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, realTime: true);
        var handle = await host.Client.EnqueueAsync(Work, "fail");

        var reports = await AllAsync(handle);

        Assert.Equal(0.9, reports[^1].Fraction);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Progress_ReportedTenThousandTimes_IsSentTwice()
    {
        await using var host = await StartAsync(onRedis: false, realTime: false);

        var handle = await host.Client.EnqueueAsync(Work, "many");

        await handle.WaitAsync(QueueHost.Patience);
        // The clock stands still: only the first report and the last one at the end are sent.
        Assert.InRange(host.Log.Lines.Count(line => line.Event.Name == "streaq.task.progress"), 1, 2);
        Assert.Equal(1, Assert.Single(await AllAsync(handle)).Fraction);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Progress_OfAnUnknownTask_IsNotFound(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, realTime: true);

        await Assert.ThrowsAsync<TaskNotFoundException>(() => AllAsync(host.Client.Handle<string>("never-seen")));
    }

    [Fact]
    public async Task Progress_OutOfRange_IsRefused()
    {
        await using var host = await StartAsync(onRedis: false, realTime: true);
        foreach (var (how, parameter) in new[] { ("-0.1", "fraction"), ("1.1", "fraction"), ("NaN", "fraction"), ("note", "note") })
        {
            var handle = await host.Client.EnqueueAsync(Work, how);

            var failed = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
            Assert.Contains($"(Parameter '{parameter}')", failed.Error.Message);
        }
    }

    [Fact]
    public async Task Progress_OnRedis_LeavesNoKeyForEver()
    {
        await using var host = await StartAsync(onRedis: true, realTime: true);
        var handle = await host.Client.EnqueueAsync(Work, "many");
        await handle.WaitAsync(QueueHost.Patience);

        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var left = await connection.GetDatabase().KeyTimeToLiveAsync($"streaq:{{{host.Queue}}}:progress:{handle.Id}");
        Assert.InRange(left!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    private static async Task<List<TaskProgress>> AllAsync(TaskHandle handle)
    {
        using var patience = new CancellationTokenSource(QueueHost.Patience);
        var reports = new List<TaskProgress>();
        await foreach (var report in handle.ProgressAsync(patience.Token))
        {
            reports.Add(report);
        }

        return reports;
    }

    private Task<QueueHost> StartAsync(bool onRedis, bool realTime) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1)).Map(Work, RunAsync),
        onRedis ? redis.Server.ConnectionString : null,
        services: services =>
        {
            if (!realTime)
            {
                services.AddClock(_time);
            }
        });

    private async Task<string> RunAsync(string how, TaskContext context)
    {
        switch (how)
        {
            case "steps":
                await foreach (var step in _steps.Reader.ReadAllAsync(context.CancellationToken))
                {
                    await context.ReportProgressAsync(step, $"at {step}");
                }

                break;
            case "many":
                for (var i = 1; i <= 10_000; i++)
                {
                    await context.ReportProgressAsync(i / 10_000.0);
                }

                break;
            case "fail":
                await context.ReportProgressAsync(0.9);
                throw new InvalidOperationException("It broke.");
            case "note":
                await context.ReportProgressAsync(1, new string('x', 1_001));
                break;
            default:
                await context.ReportProgressAsync(double.Parse(how, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }

        return "done";
    }
}
