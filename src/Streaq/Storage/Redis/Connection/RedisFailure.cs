using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Classifies failures of the client.</summary>
internal static class RedisFailure
{
    /// <summary>Errors of a server that is not the primary any more.</summary>
    /// <remarks>A blocked call is UNBLOCKED when its server becomes a replica. A <c>WAIT</c> there has no error code of its own.</remarks>
    private static readonly string[] AgainstServer =
        ["READONLY", "MASTERDOWN", "UNBLOCKED", "ERR WAIT cannot be used with replica instances."];

    /// <summary>The client's messages for <c>MOVED</c>, where it knows no other node.</summary>
    private static readonly string[] Moved = ["Key has MOVED", "The server redirected"];

    /// <summary>Errors of Redis while it starts, fails over, migrates a slot, lacks replicas or has no memory left.</summary>
    private static readonly string[] Passing =
    [
        .. AgainstServer, "LOADING", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "OOM", "MISCONF", "BUSY",
        .. Moved,
    ];

    private static readonly string[] Full = ["OOM"];
    /// <summary>Whether it is a failure of the client, and not the caller's cancellation.</summary>
    public static bool Is(Exception e, CancellationToken cancellationToken) =>
        // The last three come from a connection that was closed meanwhile, or that has no server or only a replica now.
        e is RedisException or TimeoutException or RedisCommandException or InvalidOperationException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Whether another server may be the primary now.</summary>
    public static bool SpeaksAgainstServer(Exception e) => e is not RedisServerException || HasCode(e, AgainstServer);

    /// <summary>Whether Redis refused the call because it has no memory left.</summary>
    public static bool IsFull(StreaqStoreException e) => e.InnerException is { } inner && HasCode(inner, Full);

    /// <summary>Whether a retry is useless: the user has no right, the node does not have the key, or the key has another type.</summary>
    public static bool IsRefusal(RedisServerException e) => !HasCode(e, Passing) || HasCode(e, Moved);

    public static StreaqStoreException Describe(string what, Exception e) => e switch
    {
        TimeoutException => new($"Redis did not answer '{what}' in time.", e) { IsTransient = true },
        RedisServerException when IsUnknownCommand(e) => new(
            $"The server does not know a command of '{what}': Streaq needs Redis 6.2.7 or newer, or Valkey, with all commands.", e),
        RedisServerException => new($"Redis refused '{what}': {e.Message}", e) { IsTransient = HasCode(e, Passing) },
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => new(
            $"Redis can't be reached for '{what}': it refuses the login. The user or password of the connection string is no longer valid.",
            e),
        _ => new($"Redis can't be reached for '{what}': {e.Message}", e) { IsTransient = true },
    };

    private static bool IsUnknownCommand(Exception e) => e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("Unknown Redis command", StringComparison.OrdinalIgnoreCase);

    /// <summary>Redis 6.2 puts an error inside a script into a sentence of its own, with a dash before the code.</summary>
    private static bool HasCode(Exception e, string[] codes) => e is RedisServerException && Array.Exists(codes, code =>
        e.Message.StartsWith(code + " ", StringComparison.Ordinal) || e.Message.Contains($"-{code} ", StringComparison.Ordinal));
}
