using System.Text.RegularExpressions;
using Streaq.Storage.Redis;
using Streaq.Tests.Architecture;

namespace Streaq.Tests.Security;

/// <summary>A user as the guide's ACL line describes it, and what the code says that such a user needs.</summary>
internal sealed partial record AclLine(string Role, IReadOnlyList<string> Rules)
{
    /// <summary>
    /// What the client library needs to connect, and Streaq to call its scripts and be told of things. <c>SELECT</c> is sent after each
    /// <c>EVAL</c>: refused, it would leave the connection in database 0 whatever the connection string says.
    /// </summary>
    public static readonly string[] Everybody = ["ping", "echo", "info", "select", "evalsha", "eval", "subscribe"];

    private static readonly LuaScript[] ProducerScripts =
    [
        LuaScript.Enqueue, LuaScript.EnqueueBatch, LuaScript.EnqueueWaiting, LuaScript.Schedule, LuaScript.OpenGroup, LuaScript.FindGroup, LuaScript.Watch,
        LuaScript.LookUp, LuaScript.PutSchedule, LuaScript.RemoveSchedule, LuaScript.Abort,
    ];

    /// <summary>Handlers enqueue, too.</summary>
    private static readonly LuaScript[] WorkerScripts =
    [
        .. ProducerScripts, LuaScript.Join, LuaScript.Renew, LuaScript.Admit, LuaScript.CompleteTasks, LuaScript.DeadLetter, LuaScript.Retry, LuaScript.GiveBack,
        LuaScript.PutBack, LuaScript.PromoteDue, LuaScript.FireSchedule, LuaScript.ReadSchedules, LuaScript.PruneSchedules, LuaScript.NoteAttempts,
        LuaScript.ReportProgress, LuaScript.TryReport, LuaScript.Count,
    ];

    private static readonly LuaScript[] OperatorScripts =
    [
        LuaScript.LookUp, LuaScript.Watch, LuaScript.Abort, LuaScript.Count, LuaScript.Pause, LuaScript.Resume, LuaScript.Replay, LuaScript.DeleteDeadLetter,
        LuaScript.ListDeadLetters, LuaScript.ListReady, LuaScript.ListRunning, LuaScript.ListScheduled, LuaScript.ListSchedules, LuaScript.ListWorkers,
        LuaScript.ScanTasks,
    ];

    /// <summary>What scripts of a role contain and what is sent without one. The commands with a container are allowed by their second word.</summary>
    public static IReadOnlyDictionary<string, string[]> Needed { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["producer"] = Commands(ProducerScripts, "get", "time", "unsubscribe", "zrange"),
        ["worker"] = Commands(WorkerScripts, "get", "set", "smembers", "time", "unsubscribe", "xgroup|create", "xreadgroup", "zrange"),
        ["operator"] = Commands(OperatorScripts, "hgetall", "smembers"),
    };

    /// <summary>The scripts of all roles together.</summary>
    public static IEnumerable<LuaScript> Scripts => WorkerScripts.Concat(OperatorScripts).Distinct();

    public IEnumerable<string> Allowed => Rules.Where(rule => rule.StartsWith('+')).Select(rule => rule[1..]);

    public static IReadOnlyList<AclLine> OfTheGuide()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "security.md"));
        return [.. Line().Matches(page).Select(match => new AclLine(match.Groups["role"].Value, match.Groups["rules"].Value.Split(' ')))];
    }

    private static string[] Commands(LuaScript[] scripts, params string[] sent) =>
        [.. scripts.SelectMany(InScript).Concat(Everybody).Concat(sent).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> InScript(LuaScript script) => Call().Matches(script.Text).Select(call =>
        (call.Groups["command"].Value is "XGROUP" or "XINFO" ? $"{call.Groups["command"].Value}|{call.Groups["next"].Value}" : call.Groups["command"].Value).ToLowerInvariant());

    [GeneratedRegex(@"^user streaq-(?<role>\w+) (?<rules>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    /// <summary>A call, or the table of one that is unpacked later.</summary>
    [GeneratedRegex(@"(?:redis\.p?call\(|= \{ )'(?<command>[A-Z]+)'(?:, '(?<next>[A-Z]+)')?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
