using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Asks the nodes of a cluster which of them has the queue's slot, by a call for a key of it.</summary>
/// <remarks>
/// All keys of a queue are in one slot, so a queue needs one node, and is followed to another as a primary is with Sentinel. The client
/// could follow redirections by itself; but it goes on with what it knew for up to a minute when a node is gone, and can't be told where
/// to send <c>WAIT</c>, which has no key.
/// <para>
/// While a slot is migrated, a script that reaches for a key that is not there any more, or not yet, is broken off between two writes.
/// Redis refuses it as a whole (<c>TRYAGAIN</c>) when a key that it names is missing; so each names one that never exists.
/// </para>
/// </remarks>
/// <param name="options">How to connect, apart from where to.</param>
/// <param name="nodes">The nodes that are known; further ones are learnt.</param>
/// <param name="key">A key of the queue.</param>
internal sealed class ClusterDirectory(ConfigurationOptions options, IEnumerable<EndPoint> nodes, RedisKey key) : PrimaryDirectory(options)
{
    /// <summary>Added to a connection string: without these commands the client takes the node for a server of its own.</summary>
    public const string OneNode = ",$CLUSTER=,$INFO=,$HELLO=";

    private readonly Lock _gate = new();
    private EndPoint[] _nodes = [.. nodes];

    public override bool NeedsWitness => true;

    protected override IReadOnlyCollection<EndPoint> Informants => Volatile.Read(ref _nodes);

    protected override async Task<EndPoint?> AskAsync(ConnectionMultiplexer informant, EndPoint address)
    {
        try
        {
            await informant.GetDatabase().ScriptEvaluateAsync("return 1", [key], [], CommandFlags.NoRedirect).ConfigureAwait(false);
            return address;
        }
        catch (RedisException e) when (Redirection.Target(e.Message, address) is { } node)
        {
            // Believed only when it says so itself, the next time: while a slot moves, a node that has it may still send elsewhere.
            Learn(node);
            return null;
        }
    }

    private void Learn(EndPoint node)
    {
        lock (_gate)
        {
            if (!_nodes.Contains(node))
            {
                _nodes = [.. _nodes, node];
            }
        }
    }
}
