using System.Diagnostics;

namespace Streaq.TestSupport;

/// <summary>A Redis Cluster of three primaries with a replica each, as real processes.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Primaries = 3;

    private readonly RedisNode[] _nodes;
    private readonly string[] _ids;

    private RedisCluster(RedisNode[] nodes, string[] ids)
    {
        _nodes = nodes;
        _ids = ids;
    }

    /// <summary>The value of <c>StreaqOptions.Redis</c>.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.Address));

    public static async Task<RedisCluster> StartAsync()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2 * Primaries).Select(_ => RedisNode.StartAsync(
            "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0")));
        await CliAsync(["--cluster", "create", .. nodes.Select(node => node.Address), "--cluster-replicas", "1", "--cluster-yes"]);
        await Task.WhenAll(nodes.Select(node => node.PrintedAsync("Cluster state changed: ok")));
        await Task.WhenAll(nodes[Primaries..].Select(node => node.PrintedAsync("sync: Finished with success")));
        return new RedisCluster(nodes, await Task.WhenAll(nodes.Select(node => CliAsync("-p", $"{node.Port}", "CLUSTER", "MYID"))));
    }

    /// <summary>Returns the primary that has the slot of the key.</summary>
    public async Task<RedisNode> PrimaryOfAsync(string key) => _nodes[await IndexOfAsync(key)];

    /// <summary>Returns a section of <c>INFO</c> of the key's primary.</summary>
    public async Task<string> InfoAsync(string key, string section) => await CallAsync(await IndexOfAsync(key), "INFO", section);

    /// <summary>Moves the slot of the key, with all its keys, to another primary, in the steps of <c>redis-cli</c>.</summary>
    /// <param name="key">A key of the slot.</param>
    /// <param name="between">Called when some of the keys have moved and others have not.</param>
    public async Task MigrateAsync(string key, Func<Task> between)
    {
        var from = await IndexOfAsync(key);
        var to = (from + 1) % Primaries;
        var slot = await CallAsync(from, "CLUSTER", "KEYSLOT", key);
        await CallAsync(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", _ids[from]);
        await CallAsync(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", _ids[to]);
        await MoveKeysAsync(from, to, slot, count: 3);
        await between();
        while (await MoveKeysAsync(from, to, slot, count: 100))
        {
            // Until all keys have moved, the slot refuses commands, so it must not take long.
        }

        foreach (var node in new[] { to, from }.Concat(Enumerable.Range(0, Primaries).Except([from, to])))
        {
            await CallAsync(node, "CLUSTER", "SETSLOT", slot, "NODE", _ids[to]);
        }
    }

    /// <summary>Completes when one of the nodes has printed a line with this text.</summary>
    public async Task AnyPrintedAsync(string text) => await await Task.WhenAny(_nodes.Where(node => !node.HasEnded).Select(node => node.PrintedAsync(text)));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <returns>Whether there were keys to move.</returns>
    private async Task<bool> MoveKeysAsync(int from, int to, string slot, int count)
    {
        var keys = (await CallAsync(from, "CLUSTER", "GETKEYSINSLOT", slot, $"{count}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (keys.Length == 0)
        {
            return false;
        }

        await CallAsync(from, ["MIGRATE", "127.0.0.1", $"{_nodes[to].Port}", "", "0", "5000", "KEYS", .. keys]);
        return true;
    }

    private async Task<int> IndexOfAsync(string key)
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (!_nodes[i].HasEnded && string.Equals(await CallAsync(i, "EVAL", "return 1", "1", key), "1", StringComparison.Ordinal))
            {
                return i;
            }
        }

        throw new InvalidOperationException("No node has that slot.");
    }

    private Task<string> CallAsync(int node, params string[] command) => CliAsync(["-p", $"{_nodes[node].Port}", .. command]);

    /// <summary>Runs <c>redis-cli</c>: the client library would find the other nodes by itself.</summary>
    private static async Task<string> CliAsync(params string[] arguments)
    {
        using var cli = Process.Start(new ProcessStartInfo(ServerProgram.Cli, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complaint) = (cli.StandardOutput.ReadToEndAsync(), cli.StandardError.ReadToEndAsync());
        await cli.WaitForExitAsync();
        return cli.ExitCode == 0
            ? (await said).TrimEnd()
            : throw new InvalidOperationException($"redis-cli {string.Join(' ', arguments.Take(4))} ended with {cli.ExitCode}: {await said}{await complaint}");
    }
}
