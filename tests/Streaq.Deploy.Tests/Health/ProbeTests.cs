using System.Diagnostics;
using System.Net;
using Streaq.Instrumentation.Tests.Support;

namespace Streaq.Deploy.Tests.Health;

/// <summary>Runs the probes of Kubernetes and Docker against the samples as processes, with a Redis and without.</summary>
public sealed class ProbeTests : IAsyncLifetime
{
    private static readonly TaskDefinition<Receipt> SendReceipt = new("receipts.send");
    private static readonly Node Container =
        Node.LoadAll("deploy/kubernetes/worker.yaml").Single(document => document["kind"].Text == "Deployment")["spec"]["template"]["spec"]["containers"].Items.Single();

    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private RedisServer _redis = null!;

    public static TheoryData<string> Programs => ["worker", "web"];

    public async Task InitializeAsync() => _redis = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public void Probes_AskThePortOnWhichTheProgramIsToldToListen()
    {
        var port = Container["ports"].Items.Single(port => port["name"].Text == Container["livenessProbe"]["httpGet"]["port"].Text)["containerPort"].Text;

        Assert.Equal(Container["livenessProbe"]["httpGet"]["port"].Text, Container["readinessProbe"]["httpGet"]["port"].Text);
        Assert.Equal($"http://+:{port}", Container["env"].Items.Single(variable => variable["name"].Text == "ASPNETCORE_URLS")["value"].Text);
    }

    [Fact]
    public void ReadinessProbe_WaitsForLongerThanTheCheckDoes() => Assert.True(int.Parse(Container["readinessProbe"]["timeoutSeconds"].Text) > 3);

    [Fact]
    public async Task Probes_OfTheDeployment_AreAnsweredByTheWorker()
    {
        await using var worker = await StartAsync("Shop.Worker");
        using var http = new HttpClient { BaseAddress = Address(worker) };
        await WorkAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync(http, "livenessProbe"), await AskAsync(http, "readinessProbe")));

        await _redis.KillAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (await AskAsync(http, "livenessProbe"), await AskAsync(http, "readinessProbe")));
        using var answer = await http.GetAsync(Container["readinessProbe"]["httpGet"]["path"].Text);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"Redis at {_redis.ConnectionString}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task HealthCheck_OfTheComposeFile_PassesWithRedisAndFailsWithout(string service)
    {
        var compose = Node.Load(DeployFiles.Compose)["services"][service];
        await using var program = await StartAsync(compose["build"]["args"]["PROJECT"].Text);
        if (service == "worker")
        {
            await WorkAsync();
        }

        // The first check loads its code, which may take longer than one try of Docker. Docker tries several times.
        using var http = new HttpClient { BaseAddress = Address(program) };
        await AskAsync(http, "readinessProbe");
        Assert.Equal(0, await RunAsync(compose, Address(program).Port));

        await _redis.KillAsync();

        Assert.NotEqual(0, await RunAsync(compose, Address(program).Port));
    }

    private static Uri Address(SampleProcess program) => new(program.ReadyLine.Split("Now listening on: ")[1]);

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string probe)
    {
        using var answer = await http.GetAsync(Container[probe]["httpGet"]["path"].Text);
        return answer.StatusCode;
    }

    /// <summary>Runs the check as Docker does, except for the port.</summary>
    private static async Task<int> RunAsync(Node service, int port)
    {
        var command = service["healthcheck"]["test"].Items.Select(part => part.Text.Replace("$$", "$", StringComparison.Ordinal)).ToList();
        Assert.Equal("CMD", command[0]);
        var listens = service["environment"]["ASPNETCORE_URLS"].Text.Split(':')[^1];
        Assert.Contains($"/{listens} ", command[^1], StringComparison.Ordinal);
        var start = new ProcessStartInfo(command[1], command.Skip(2).Select(part => part.Replace($"/{listens} ", $"/{port} ", StringComparison.Ordinal)));
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(QueueHost.Patience);
        return process.ExitCode;
    }

    /// <summary>A task that has ended shows that the worker has a lease and fetches.</summary>
    private async Task WorkAsync()
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, _redis.ConnectionString, queue: _queue);
        await (await producer.Client.EnqueueAsync(SendReceipt, new Receipt("ann", 19m))).WaitAsync(QueueHost.Patience);
    }

    private Task<SampleProcess> StartAsync(string project) => SampleProcess.StartAsync($"samples/OpenTelemetry/{project}", "Now listening on: ", new Dictionary<string, string>
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        // A Redis without a password accepts none: 'AUTH' fails and the client goes on.
        ["ConnectionStrings__redis"] = $"{_redis.ConnectionString},password=hidden",
        ["Queue"] = _queue,
    });

    private sealed record Receipt(string Customer, decimal Total);
}
