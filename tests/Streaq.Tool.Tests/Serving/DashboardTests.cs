using System.Net;
using System.Net.Sockets;

namespace Streaq.Tool.Tests.Serving;

/// <summary><c>streaq dashboard</c>: what it shows, which requests it answers, and how it reports errors.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int> Work = new("tool.served");
    private RedisServer _server = null!;

    private string Redis => _server.ConnectionString;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Pages_OfARedis_ShowAllOfItsQueues()
    {
        await DefaultQueue.UseAsync(Redis, "emails");
        await using var shop = await QueueHost.StartAsync(_ => { }, Redis, queue: "shop");
        var task = await shop.Client.EnqueueAsync(Work, 1);

        await using var run = await DashboardRun.StartAsync(Redis);

        var page = await run.ReadAsync("/");
        Assert.Contains("<bdi>emails</bdi>", page);
        Assert.Contains("<bdi>shop</bdi>", page);
        Assert.Contains(task.Id, await run.ReadAsync($"/shop/tasks/{task.Id}"));
        Assert.Equal(HttpStatusCode.SeeOther, await run.PostAsync($"/shop/tasks/{task.Id}/abort"));
        Assert.Equal(TaskState.Aborted, await task.StateAsync());
    }

    [Fact]
    public async Task Pages_OfARedisWithoutAQueue_SayThatThereIsNone()
    {
        await using var run = await DashboardRun.StartAsync(Redis);

        Assert.Contains("There is no queue.", await run.ReadAsync("/"));
    }

    [Fact]
    public async Task Actions_OfReadOnlyPages_AreNotThere()
    {
        await using var shop = await QueueHost.StartAsync(_ => { }, Redis, queue: "shop");
        var task = await shop.Client.EnqueueAsync(Work, 1);

        await using var run = await DashboardRun.StartAsync(Redis, "--read-only");

        Assert.DoesNotContain("<button type=\"submit\"", await run.ReadAsync($"/shop/tasks/{task.Id}"));
        Assert.NotEqual(HttpStatusCode.SeeOther, await run.PostAsync($"/shop/tasks/{task.Id}/abort"));
        Assert.Equal(TaskState.Ready, await task.StateAsync());
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("localhost:5700", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:5700", HttpStatusCode.OK)]
    [InlineData("rebound.example.org", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.org:5700", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", HttpStatusCode.Forbidden)]
    public async Task Host_ThatIsNotThisMachine_IsRefused(string host, HttpStatusCode status)
    {
        await using var run = await DashboardRun.StartAsync(Redis, "--otlp");

        Assert.Equal(status, await run.StatusAsync("/", host));
        Assert.Equal(
            status is HttpStatusCode.OK ? HttpStatusCode.NotFound : status,
            await run.StatusAsync(new Uri(run.OtlpHttp, "/v1/traces").ToString(), host));
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--otlp-grpc-port")]
    [InlineData("--otlp-http-port")]
    public async Task Port_OfAnotherProgram_IsReported(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] free = [.. new[] { "--port", "--otlp-grpc-port", "--otlp-http-port" }.Where(other => other != option).SelectMany(other => new[] { other, "0" })];

        var run = await ToolRun.InProcessAsync(["dashboard", "--redis", Redis, "--otlp", .. free, option, $"{port}"]);

        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Out));
        Assert.Equal($"streaq: Another program on this machine has the port {port}. Choose another one with {option}, or 0 for one that is free.\n", run.Error);
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--otlp-http-port", "http")]
    public async Task Port_ThatIsInvalid_IsRefused(string option, string port)
    {
        var run = await ToolRun.InProcessAsync("dashboard", "--redis", Redis, option, port);

        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Out));
    }

    [Fact]
    public async Task Pages_ThroughAnOutage_SayThatRedisIsAway()
    {
        await DefaultQueue.UseAsync(Redis, "shop");
        await using var run = await DashboardRun.StartAsync(Redis);
        await run.ReadAsync("/shop");

        await _server.KillAsync();

        using var answer = await run.Http.GetAsync("/shop/workers");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
