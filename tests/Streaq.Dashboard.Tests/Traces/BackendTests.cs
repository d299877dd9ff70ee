using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Traces;
using Streaq.TestSupport;

namespace Streaq.Dashboard.Tests.Traces;

/// <summary>Requests to a tracing backend, and the use of its answers.</summary>
public sealed class BackendTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private FakeBackend _backend = null!;

    public async Task InitializeAsync() => _backend = await FakeBackend.StartAsync();

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Theory]
    [InlineData("Jaeger", Recorded.Jaeger, "/api/v3/traces/")]
    [InlineData("Tempo", Recorded.Tempo, "/api/v2/traces/")]
    public async Task Trace_OfABackend_IsRequestedByItsId(string product, string answer, string path)
    {
        _backend.AnswerWith(answer);
        var options = new StreaqDashboardOptions();
        Action<HttpRequestMessage> login = request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "token");
        var address = new Uri(_backend.Address, "/base/");
        if (product is "Jaeger")
        {
            options.ReadTracesFromJaeger(address, login);
        }
        else
        {
            options.ReadTracesFromTempo(address, login);
        }

        var reader = Assert.Single(options.TraceReaders);
        var trace = Assert.Single(await reader.FindAsync([Recorded.TraceId], default));

        Assert.Equal($"{product} at {_backend.Address.GetLeftPart(UriPartial.Authority)}", reader.Name);
        Assert.Equal(2, trace.Spans.Count);
        Assert.Equal([($"/base{path}{Recorded.TraceId}", "Bearer token")], _backend.Asked);
    }

    [Fact]
    public async Task Answer_OfSomeSecondsAgo_IsReused()
    {
        _backend.AnswerWith(Recorded.Jaeger);
        var reader = Reader();

        await Task.WhenAll(reader.FindAsync([Recorded.TraceId], default), reader.FindAsync([Recorded.TraceId], default));
        _time.Advance(TimeSpan.FromSeconds(4));
        await reader.FindAsync([Recorded.TraceId], default);
        Assert.Single(_backend.Asked);

        _time.Advance(TimeSpan.FromSeconds(2));
        await reader.FindAsync([Recorded.TraceId], default);
        Assert.Equal(2, _backend.Asked.Count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(204)]
    public async Task Trace_ThatTheBackendDoesNotHave_IsNoError(int status)
    {
        _backend.Answer = http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var (traces, troubles) = await AskAsync();

        Assert.Empty(traces);
        Assert.Empty(troubles);
    }

    [Theory]
    [InlineData("", 401, "refuses the request (401)")]
    [InlineData("", 403, "refuses the request (403)")]
    [InlineData("", 500, "answers with status 500")]
    [InlineData("", 302, "answers with status 302")]
    [InlineData("<html>", 200, "answers with something else than a trace")]
    public async Task Error_OfABackend_IsOneSentence(string answer, int status, string trouble)
    {
        _backend.AnswerWith(answer, status);

        var (traces, troubles) = await AskAsync();

        Assert.Empty(traces);
        Assert.Equal($"Jaeger at {_backend.Address.GetLeftPart(UriPartial.Authority)} {trouble}: its spans are missing here.", Assert.Single(troubles));
    }

    [Fact]
    public async Task Answer_ThatIsTooLarge_IsNotRead()
    {
        _backend.Answer = async http =>
        {
            var part = new byte[1024 * 1024];
            for (var i = 0; i < 10 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }
        };

        Assert.Contains("has more than 8 MB of the trace", Assert.Single((await AskAsync()).Troubles));
    }

    [Fact]
    public async Task Backend_ThatDoesNotAnswer_IsLeftAfterTwoSeconds()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _backend.Answer = async http =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };

        var answer = AskAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("has not answered within 2 seconds: its spans are missing here.", Assert.Single((await answer).Troubles));
    }

    [Fact]
    public async Task Backend_ThatIsAway_IsReported()
    {
        var reader = Reader();
        await _backend.DisposeAsync();

        var answer = await new OtherTraces([reader], _time).FindAsync([Recorded.TraceId]);

        Assert.Contains("can't be reached (ConnectionError)", Assert.Single(answer.Troubles));
    }

    [Fact]
    public async Task Reader_OfTheApplicationThatThrows_IsReportedWithoutItsMessage()
    {
        var answer = await new OtherTraces([new Throwing()], _time).FindAsync([Recorded.TraceId]);

        Assert.Equal(["mine can't be read (FormatException): its spans are missing here."], answer.Troubles);
    }

    [Theory]
    [InlineData("ftp://jaeger")]
    [InlineData("jaeger:16686")]
    [InlineData("/traces")]
    [InlineData("http://user:password@jaeger:16686")]
    [InlineData("http://jaeger:16686/?x=1")]
    public void Address_ThatIsInvalid_IsRefused(string address)
    {
        var e = Assert.Throws<ArgumentException>(
            () => new StreaqDashboardOptions().ReadTracesFromJaeger(new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.Contains("Set an absolute address of Jaeger", e.Message);
        Assert.DoesNotContain("password", e.Message);
    }

    [Fact]
    public async Task Pages_OfATaskAndATrace_ShowWhatTheBackendHas()
    {
        _backend.AnswerWith(Recorded.Jaeger);
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Options = board => board.ReadTracesFromJaeger(_backend.Address) });
        var handle = await app.Client.EnqueueAsync(
            new TaskDefinition<int>("orders.confirm"), 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        foreach (var list in (string[])["", "default", "default/tasks?state=scheduled", "default/dead", "default/recent", "default/find?q=orders"])
        {
            using var page = await app.Http.GetAsync(list);
        }

        Assert.Empty(_backend.Asked);
        var trace = await app.Http.GetStringAsync($"default/traces/{Recorded.TraceId}");
        Assert.Contains("POST /orders", trace);
        Assert.Contains("SELECT orders", trace);
        Assert.DoesNotContain("missing here", trace);
        Assert.Contains($"default/traces/{Recorded.TraceId}", (await FoundAsync(app))!.ToString());

        _backend.AnswerWith("", StatusCodes.Status502BadGateway);
        using var other = await app.Http.GetAsync($"default/traces/{new string('1', 32)}");
        Assert.Contains("answers with status 502: its spans are missing here.", await other.Content.ReadAsStringAsync());
        Assert.Contains(handle.Id, await app.Http.GetStringAsync($"default/tasks/{handle.Id}"));
    }

    private static async Task<Uri?> FoundAsync(BoardApp app)
    {
        using var found = await app.Http.GetAsync($"default/find?q={Recorded.TraceId}");
        return found.Headers.Location;
    }

    private TraceBackend Reader() => new("Jaeger", _backend.Address, "api/v3/traces", configure: null, _time);

    private async Task<(IReadOnlyList<TaskTrace> Traces, IReadOnlyList<string> Troubles)> AskAsync()
    {
        var answer = await new OtherTraces([Reader()], _time).FindAsync([Recorded.TraceId]);
        return (answer.Traces, answer.Troubles);
    }

    private sealed class Throwing : ITraceReader
    {
        public string Name => "mine";

        public Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken) =>
            throw new FormatException("The secret is 5.");
    }
}
