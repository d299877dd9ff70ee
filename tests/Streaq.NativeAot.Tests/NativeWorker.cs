using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Instrumentation.Tests.Otlp;

namespace Streaq.NativeAot.Tests;

/// <summary>The native worker with its dashboard on a Redis of its own, exporting to a collector, and a client beside it.</summary>
public sealed class NativeWorker : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private ServiceProvider? _services;
    private Process? _process;

    public OtlpReceiver Collector { get; private set; } = null!;

    public IStreaqClient Client => _services!.GetRequiredService<IStreaqClient>();

    public NativeProgram Program { get; private set; } = null!;

    public int ProcessId => _process!.Id;

    /// <summary>A client whose base address is its dashboard.</summary>
    public HttpClient Dashboard { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Program = await NativeProgram.OfAsync(typeof(NativeWorker).Assembly, "NativeAot");
        _redis = await RedisServer.StartOwnAsync();
        Collector = await OtlpReceiver.StartAsync();
        var start = new ProcessStartInfo(Program.File) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["ConnectionStrings__redis"] = _redis.ConnectionString;
        start.Environment["Streaq__Worker__Concurrency"] = "3";
        start.Environment["Streaq__Worker__Name"] = "native";
        // In this environment the dashboard is open to this machine.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Address;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        _process = Process.Start(start)!;
        await StartedAsync();
        var services = new ServiceCollection();
        services.AddStreaq(options =>
        {
            options.Redis = _redis.ConnectionString;
            options.JsonContext = global::NativeAot.WarehouseJson.Default;
        });
        _services = services.BuildServiceProvider();
    }

    /// <summary>Waits until the worker has started. If it can't, all tests fail at once.</summary>
    private async Task StartedAsync()
    {
        const string listens = "Now listening on: ";
        string? address = null;
        for (var serves = false; address is null || !serves;)
        {
            var line = await _process!.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"The native worker ended: {await _process.StandardError.ReadToEndAsync()}");
            serves |= line.Contains("serves queue", StringComparison.Ordinal);
            address ??= line.IndexOf(listens, StringComparison.Ordinal) is >= 0 and var at ? line[(at + listens.Length)..] : null;
        }

        Dashboard = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"{address}/streaq/") };
        // Pipes must not fill up while the worker lives.
        _ = _process!.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public async Task DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Dashboard?.Dispose();
        await (_services?.DisposeAsync() ?? default);
        await Collector.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
