using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Streaq.Storage.Redis;

/// <summary>A verb that has to be atomic: the text of its Lua file and the hash by which Redis knows it.</summary>
internal sealed class LuaScript
{
    private static readonly FrozenDictionary<string, LuaScript> Embedded = LoadAll();

    private LuaScript(string name, string text)
    {
        Name = name;
        Text = text;
        OnlyReads = text.Contains("\n-- only reads\n", StringComparison.Ordinal);
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is protected by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
        Whole = new LuaScript(this);
    }

    private LuaScript(LuaScript script)
    {
        (Name, Text, Hash, OnlyReads) = (script.Name, script.Text, script.Hash, script.OnlyReads);
        IsSentWhole = true;
        Whole = this;
    }

    public static LuaScript Abort { get; } = Embedded["abort"];

    public static LuaScript Admit { get; } = Embedded["admit"];

    public static LuaScript CompleteTasks { get; } = Embedded["complete"];

    public static LuaScript Count { get; } = Embedded["count"];

    public static LuaScript DeadLetter { get; } = Embedded["dead_letter"];

    public static LuaScript DeleteDeadLetter { get; } = Embedded["delete_dead_letter"];

    public static LuaScript Enqueue { get; } = Embedded["enqueue"];

    public static LuaScript EnqueueBatch { get; } = Embedded["enqueue_batch"];

    public static LuaScript FireSchedule { get; } = Embedded["fire_schedule"];
    public static LuaScript EnqueueWaiting { get; } = Embedded["enqueue_waiting"];

    public static LuaScript FindGroup { get; } = Embedded["find_group"];

    public static LuaScript GiveBack { get; } = Embedded["give_back"];

    public static LuaScript Join { get; } = Embedded["join"];

    public static LuaScript ListDeadLetters { get; } = Embedded["list_dead_letters"];

    public static LuaScript ListSchedules { get; } = Embedded["list_schedules"];

    public static LuaScript ListReady { get; } = Embedded["list_ready"];

    public static LuaScript ListRunning { get; } = Embedded["list_running"];

    public static LuaScript ListScheduled { get; } = Embedded["list_scheduled"];

    public static LuaScript ListWorkers { get; } = Embedded["list_workers"];

    public static LuaScript LookUp { get; } = Embedded["look_up"];

    public static LuaScript NoteAttempts { get; } = Embedded["note_attempts"];

    public static LuaScript OpenGroup { get; } = Embedded["open_group"];
    public static LuaScript Pause { get; } = Embedded["pause"];

    public static LuaScript PromoteDue { get; } = Embedded["promote_due"];

    public static LuaScript PruneSchedules { get; } = Embedded["prune_schedules"];

    public static LuaScript PutSchedule { get; } = Embedded["put_schedule"];

    public static LuaScript ReadSchedules { get; } = Embedded["read_schedules"];

    public static LuaScript RemoveSchedule { get; } = Embedded["remove_schedule"];

    public static LuaScript PutBack { get; } = Embedded["put_back"];

    public static LuaScript Renew { get; } = Embedded["renew"];

    public static LuaScript Replay { get; } = Embedded["replay"];

    public static LuaScript ReportProgress { get; } = Embedded["report_progress"];

    public static LuaScript Resume { get; } = Embedded["resume"];

    public static LuaScript Retry { get; } = Embedded["retry"];

    public static LuaScript ScanTasks { get; } = Embedded["scan_tasks"];

    public static LuaScript Schedule { get; } = Embedded["schedule"];

    public static LuaScript TryReport { get; } = Embedded["try_report"];

    public static LuaScript Watch { get; } = Embedded["watch"];

    /// <summary>The verb.</summary>
    public string Name { get; }

    public string Text { get; }

    public byte[] Hash { get; }

    /// <summary>
    /// The same to be sent with its text, as the first of several calls whose order counts: those behind it then can't find that Redis
    /// doesn't know the script, and be repeated one behind the other.
    /// </summary>
    public LuaScript Whole { get; }

    public bool IsSentWhole { get; }

    /// <summary>Whether its header says that it writes nothing.</summary>
    public bool OnlyReads { get; }

    /// <summary>Scripts can't call each other, so what several need stands in parts, put in where a script's header names them.</summary>
    private static FrozenDictionary<string, LuaScript> LoadAll()
    {
        const string Extension = ".lua";
        const string Part = "part:";
        const string Uses = "-- uses: ";
        var assembly = typeof(LuaScript).Assembly;
        var texts = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .ToDictionary(name => name[..^Extension.Length], Read, StringComparer.Ordinal);
        return texts.Keys
            .Where(name => !name.StartsWith(Part, StringComparison.Ordinal))
            .Select(name => new LuaScript(name, WithParts(texts[name], [])))
            .ToFrozenDictionary(script => script.Name, StringComparer.Ordinal);

        string Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }

        // A part may use parts itself; each is put in once, before the first that needs it.
        string WithParts(string text, HashSet<string> known) => string.Join('\n', text.Split('\n').Select(line => line.StartsWith(Uses, StringComparison.Ordinal)
            ? $"{line}\n{string.Concat(line[Uses.Length..].Split(", ").Where(known.Add).Select(part => WithParts(texts[Part + part], known)))}"
            : line));
    }
}
