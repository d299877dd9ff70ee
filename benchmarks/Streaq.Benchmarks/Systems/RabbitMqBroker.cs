using System.Diagnostics;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// A RabbitMQ on free loopback ports, with a scratch directory for everything that it writes and an <c>epmd</c> of its own, which Erlang
/// would leave running. Everything ends when this object is disposed.
/// </summary>
internal sealed class RabbitMqBroker : IAsyncDisposable
{
    /// <summary>Debian's script on the PATH switches to a user with other directories. The broker's own script is here.</summary>
    private const string DebianFolder = "/usr/lib/rabbitmq/bin";

    private readonly string _directory = Directory.CreateTempSubdirectory("streaq-rabbitmq-").FullName;
    private readonly int _port = LoopbackPort.Next();
    private readonly int _epmdPort = LoopbackPort.Next();
    private Process? _process;

    private RabbitMqBroker()
    {
    }

    /// <summary>Whether this machine has a RabbitMQ to start.</summary>
    public static bool IsThere => Find() is not null;

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{_port}/");

    /// <summary>The version, such as <c>RabbitMQ 3.10.8 on Erlang 25.2.3</c>.</summary>
    public string Version { get; private set; } = "RabbitMQ";

    /// <summary>Starts a broker, and waits until it accepts connections.</summary>
    public static async Task<RabbitMqBroker> StartAsync()
    {
        var broker = new RabbitMqBroker();
        try
        {
            await broker.RunAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // The shell, and so the broker, ends with its standard input, even when this process is killed.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
            using var epmd = Launch("epmd", "-kill");
            await epmd.WaitForExitAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Prepend(DebianFolder)
        .Select(folder => Path.Combine(folder, "rabbitmq-server"))
        .FirstOrDefault(File.Exists);

    /// <summary>Reads <c>… Starting RabbitMQ 3.10.8 on Erlang 25.2.3 [jit]</c>; <see langword="null"/> for other lines.</summary>
    private static string? Versions(string line)
    {
        const string Start = "Starting RabbitMQ ";
        var at = line.IndexOf(Start, StringComparison.Ordinal);
        return at < 0 ? null : $"RabbitMQ {line[(at + Start.Length)..].Split(" [")[0]}";
    }

    private async Task RunAsync()
    {
        _process = Launch(Find()!);
        var printed = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Version = Versions(line) ?? Version;
            if (line.Contains("Server startup complete", StringComparison.Ordinal))
            {
                // The pipes must not fill up while the broker lives.
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }

            printed.Add(line);
        }

        printed.Add(await _process.StandardError.ReadToEndAsync());
        throw new InvalidOperationException($"rabbitmq-server did not start: {string.Join('\n', printed)}");
    }

    private Process Launch(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        // Erlang's cookie is in this directory.
        ["HOME"] = _directory,
        ["ERL_EPMD_PORT"] = $"{_epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"streaq-bench-{_port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = $"{_port}",
        ["RABBITMQ_DIST_PORT"] = $"{LoopbackPort.Next()}",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_directory, "data"),
        ["RABBITMQ_LOG_BASE"] = _directory,
        ["RABBITMQ_LOGS"] = "-",
        // None of these files exists: the broker uses its defaults without plugins, whatever the machine's own is set up for.
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_directory, "rabbitmq-env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_directory, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_directory, "enabled_plugins"),
        // The script becomes the broker, beside a shell that reads the standard input.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    };
}
