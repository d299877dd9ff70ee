using System.Diagnostics;
using System.Reflection;

namespace Streaq.TestSupport;

/// <summary>
/// Aspire's dashboard as a backend: a process on free loopback ports, with a scratch directory. It ends when this object is disposed. The
/// build downloads it for the platform (build/AspireDashboard.props).
/// </summary>
public sealed class AspireDashboard : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Program =
        typeof(AspireDashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "AspireDashboard").Value!;

    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private AspireDashboard(Process process, DirectoryInfo directory, string address, string otlpGrpc, string otlpHttp)
    {
        (_process, _directory) = (process, directory);
        (Address, OtlpGrpc, OtlpHttp) = (address, otlpGrpc, otlpHttp);
        Telemetry = new AspireTelemetry(new Uri(address), Patience);
    }

    /// <summary>The address of its pages.</summary>
    public string Address { get; }

    /// <summary>The value of OTEL_EXPORTER_OTLP_ENDPOINT for the protocol <c>grpc</c>.</summary>
    public string OtlpGrpc { get; }

    /// <summary>The value of OTEL_EXPORTER_OTLP_ENDPOINT for the protocol <c>http/protobuf</c>.</summary>
    public string OtlpHttp { get; }

    /// <summary>The telemetry that it received.</summary>
    public AspireTelemetry Telemetry { get; }

    public static async Task<AspireDashboard> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("streaq-aspire-");
        var process = Launch(directory.FullName);
        try
        {
            var address = await ReadAsync(process, "Now listening on: ");
            var otlpGrpc = await ReadAsync(process, "OTLP/gRPC listening on: ");
            var otlpHttp = await ReadAsync(process, "OTLP/HTTP listening on: ");
            // The pipe must not fill up while the dashboard lives.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new AspireDashboard(process, directory, address, otlpGrpc, otlpHttp);
        }
        catch
        {
            await EndAsync(process, directory);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Telemetry.Dispose();
        await EndAsync(_process, _directory);
    }

    private static Process Launch(string directory)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = directory };
        foreach (var (name, value) in new[]
        {
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://127.0.0.1:0"),
            ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://127.0.0.1:0"),
            // Pages, OTLP and API need no key.
            ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"),
            // The directories of its database and its keys.
            ("TMPDIR", directory), ("TEMP", directory), ("TMP", directory), ("HOME", directory),
        })
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                $"{Program} can't be started. The restore downloads it from NuGet; there is none for a platform that Aspire does not build for.", e);
        }
    }

    private static async Task<string> ReadAsync(Process process, string label)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains(label, StringComparison.Ordinal))
            {
                return line.Split(label)[1];
            }
        }

        throw new InvalidOperationException($"Aspire's dashboard ended before it said '{label}'.");
    }

    private static async Task EndAsync(Process process, DirectoryInfo directory)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }
}
