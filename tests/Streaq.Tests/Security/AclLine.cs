using System.Text.RegularExpressions;
using Streaq.Storage.Redis;
using Streaq.Tests.Architecture;

namespace Streaq.Tests.Security;

/// <summary>A user as the guide's ACL line describes it, and the commands that such a user needs by the code.</summary>
internal sealed partial record AclLine(string Role, IReadOnlyList<string> Rules)
{
    /// <summary>Commands that the client library needs to connect, and Streaq to call its scripts and to be notified.</summary>
    public static readonly string[] Everybody = ["echo", "evalsha", "eval", "subscribe"];

    /// <summary>Sent once a minute. The client library closes a connection on which it is refused.</summary>
    private const string KeepAlive = "ping";

    /// <summary>Redis 6.2 refuses a line with this command, so the guide lists it separately.</summary>
    private const string InAClusterAlone = "spublish";

    private static readonly string[] ProducerScripts =
    [
        "server_state", "enqueue", "enqueue_batch", "enqueue_waiting", "schedule", "open_group", "find_group", "watch", "look_up",
        "put_schedule", "remove_schedule", "abort", "keep_traces",
    ];

    /// <summary>Handlers enqueue as well.</summary>
    private static readonly string[] WorkerScripts =
    [
        .. ProducerScripts, "join", "renew", "admit", "complete", "dead_letter", "retry", "give_back", "put_back", "open_streams",
        "promote_due", "fire_schedule", "read_schedules", "prune_schedules", "note_attempts", "report_progress", "try_report",
        "count", "add_statistics",
    ];

    private static readonly string[] OperatorScripts =
    [
        "server_state", "look_up", "watch", "abort", "count", "pause", "resume", "replay", "delete_dead_letter", "list_dead_letters",
        "page_dead_letters", "read_statistics", "read_dead_letters", "replay_many", "delete_dead_letters",
        "read_traces", "list_ready", "list_running", "list_parked", "list_schedules", "list_workers", "page_workers", "page_schedules", "scan_tasks", "run_now", "fire_schedule",
    ];

    /// <summary>
    /// The commands in the scripts of a role, and those sent without a script. Commands with a container are allowed by their second word.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Needed { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["producer"] = Commands(ProducerScripts, KeepAlive, "get", "sadd", "time", "unsubscribe", "zrange"),
        ["worker"] = Commands(WorkerScripts, KeepAlive, "get", "sadd", "smembers", "time", "unsubscribe", "xreadgroup", "zrange"),
        ["operator"] = Commands(OperatorScripts, KeepAlive, "exists", "hgetall", "lrange", "sadd", "scan", "smembers", "srem", "time"),
    };

    /// <summary>The scripts of all roles together.</summary>
    public static IEnumerable<string> Scripts => WorkerScripts.Concat(OperatorScripts).Distinct();

    public IEnumerable<string> Allowed => Rules.Where(rule => rule.StartsWith('+')).Select(rule => rule[1..]);

    public static IReadOnlyList<AclLine> OfTheGuide()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "security.md"));
        return [.. Line().Matches(page).Select(match => new AclLine(match.Groups["role"].Value, match.Groups["rules"].Value.Split(' ')))];
    }

    private static string[] Commands(string[] scripts, params string[] sent) =>
        [.. scripts.Select(LuaScript.Named).SelectMany(InScript).Concat(Everybody).Concat(sent).Except([InAClusterAlone]).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> InScript(LuaScript script) => Call().Matches(script.Text).Select(call =>
        (call.Groups["command"].Value is "XGROUP" or "XINFO" ? $"{call.Groups["command"].Value}|{call.Groups["next"].Value}" : call.Groups["command"].Value).ToLowerInvariant());

    [GeneratedRegex(@"^user streaq-(?<role>\w+) (?<rules>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    /// <summary>A call, or the table of a call that is unpacked later.</summary>
    [GeneratedRegex(@"(?:redis\.p?call\(|= \{ )'(?<command>[A-Z]+)'(?:, '(?<next>[A-Z]+)')?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
