using System.Net;
using System.Text.Json;

namespace Streaq.Tool.Tests.Serving;

/// <summary>A run of <c>streaq dashboard</c>, until the test ends it.</summary>
internal sealed class DashboardRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _error = new();
    private readonly Task<int> _end;

    private DashboardRun(string redis, string[] options)
    {
        var screen = new AwaitedWriter();
        var console = new ToolConsole(screen, _error, TextReader.Null, CanAsk: false, IsTerminal: false);
        var told = screen.AppearedAsync(@"^\{.*^\}", System.Text.RegularExpressions.RegexOptions.Multiline);
        string[] ports = options.Contains("--otlp") ? ["--otlp-grpc-port", "0", "--otlp-http-port", "0"] : [];
        _end = StreaqCommand.RunAsync(
            ["dashboard", "--redis", redis, "--port", "0", "--json", .. ports, .. options], console, _stop.Token);
        Told = AnswerAsync();

        async Task<JsonElement> AnswerAsync()
        {
            await Task.WhenAny(told, _end);
            Assert.False(_end.IsCompleted, _error.ToString());
            await told;
            return JsonDocument.Parse(screen.ToString()).RootElement;
        }
    }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Uri OtlpHttp { get; private set; } = null!;

    public Uri OtlpGrpc { get; private set; } = null!;

    private Task<JsonElement> Told { get; }

    public static async Task<DashboardRun> StartAsync(string redis, params string[] options)
    {
        var run = new DashboardRun(redis, options);
        var told = await run.Told;
        run.Http.BaseAddress = new Uri(told.GetProperty("address").GetString()!);
        if (options.Contains("--otlp"))
        {
            (run.OtlpGrpc, run.OtlpHttp) = (new(told.GetProperty("otlpGrpc").GetString()!), new(told.GetProperty("otlpHttp").GetString()!));
        }

        return run;
    }

    public Task<string> ReadAsync(string path) => Http.GetStringAsync(path);

    public async Task<HttpStatusCode> StatusAsync(string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task<HttpStatusCode> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await _end.WaitAsync(QueueHost.Patience));
        _stop.Dispose();
        await _error.DisposeAsync();
    }
}
