using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Workers;

/// <summary>
/// An application with several queues, slow services and an open request, stopped as by a deployment: nothing begins after the stop, and
/// attempts that do not end are given back before the process exits.
/// </summary>
[Trait("Category", "Slow")]
public sealed class DeploymentTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Queues = 3;
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(5);
    private static readonly TaskDefinition<int> Steady = new("deploy.steady");
    private static readonly TaskDefinition<int> Heeds = new("deploy.heeds");
    private static readonly TaskDefinition<int> Ignores = new("deploy.ignores");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Stop_BySigterm_BeginsNothingAndGivesBackWhatRuns(bool concurrently, bool openRequest)
    {
        var settings = new { Queues, ShutdownSeconds = Shutdown.TotalSeconds, SlowSeconds = openRequest ? 0 : 3, Concurrently = concurrently };
        await using var services = Clients();
        var clients = Enumerable.Range(0, Queues).Select(number => services.GetRequiredKeyedService<IStreaqClient>($"{_prefix}-{number}")).ToList();
        var hanging = new List<TaskHandle>();
        foreach (var client in clients)
        {
            hanging.Add(await client.EnqueueAsync(Heeds, 1));
            hanging.Add(await client.EnqueueAsync(Ignores, 1));
            await client.EnqueueManyAsync(Steady, Enumerable.Range(0, 5_000));
        }

        await using var process = WorkerProcess.Start(["deployment", redis.Server.ConnectionString, _prefix, JsonSerializer.Serialize(settings)]);
        foreach (var handle in hanging)
        {
            await process.WaitForAsync(line => line.Event == "began" && line.Id == handle.Id);
        }

        using var http = new HttpClient();
        using var stream = openRequest
            ? await http.GetAsync((await process.WaitForAsync(line => line.Event == "started")).Id, HttpCompletionOption.ResponseHeadersRead)
            : null;
        // The cluster waits a little longer than the host's timeout.
        var endedByItself = await process.TerminateAsync(Shutdown + TimeSpan.FromSeconds(10));

        Assert.True(endedByItself);
        var said = process.Said.ToList();
        var stop = said.FindIndex(line => line.Event == "stopping");
        Assert.InRange(said.Skip(stop).Count(line => line.Event == "began"), 0, Queues * 2);
        foreach (var handle in hanging)
        {
            Assert.Equal(TaskState.Ready, await handle.StateAsync());
        }

        foreach (var client in clients)
        {
            var counts = await client.CountsAsync();
            Assert.Equal((0, 0), (counts.Running, counts.DeadLetters));
        }
    }

    private ServiceProvider Clients()
    {
        var services = new ServiceCollection();
        for (var number = 0; number < Queues; number++)
        {
            services.AddStreaq($"{_prefix}-{number}", options => options.Redis = redis.Server.ConnectionString);
        }

        return services.BuildServiceProvider();
    }
}
