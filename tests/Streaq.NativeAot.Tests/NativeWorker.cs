using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Instrumentation.Tests.Otlp;

namespace Streaq.NativeAot.Tests;

/// <summary>The native worker on a Redis of its own, exporting to a collector, and a client beside it.</summary>
public sealed class NativeWorker : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private ServiceProvider? _services;
    private Process? _process;

    public OtlpReceiver Collector { get; private set; } = null!;

    public IStreaqClient Client => _services!.GetRequiredService<IStreaqClient>();

    public NativeProgram Program { get; private set; } = null!;

    public int ProcessId => _process!.Id;

    public async Task InitializeAsync()
    {
        Program = await NativeProgram.OfAsync(typeof(NativeWorker).Assembly, "NativeAot");
        _redis = await RedisServer.StartOwnAsync();
        Collector = await OtlpReceiver.StartAsync();
        var start = new ProcessStartInfo(Program.File) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["ConnectionStrings__redis"] = _redis.ConnectionString;
        start.Environment["Streaq__Worker__Concurrency"] = "3";
        start.Environment["Streaq__Worker__Name"] = "native";
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

    /// <summary>A worker that can't start fails all tests at once.</summary>
    private async Task StartedAsync()
    {
        while (await _process!.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("serves queue", StringComparison.Ordinal))
            {
                // Pipes must not fill up while the worker lives.
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException($"The native worker ended: {await _process.StandardError.ReadToEndAsync()}");
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
        await (_services?.DisposeAsync() ?? default);
        await Collector.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
