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
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is protected by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public static LuaScript CompleteTasks { get; } = Embedded["complete"];

    public static LuaScript Count { get; } = Embedded["count"];

    public static LuaScript DeadLetter { get; } = Embedded["dead_letter"];

    public static LuaScript DeleteDeadLetter { get; } = Embedded["delete_dead_letter"];

    public static LuaScript Enqueue { get; } = Embedded["enqueue"];

    public static LuaScript GiveBack { get; } = Embedded["give_back"];

    public static LuaScript Join { get; } = Embedded["join"];

    public static LuaScript ListDeadLetters { get; } = Embedded["list_dead_letters"];

    public static LuaScript LookUp { get; } = Embedded["look_up"];

    public static LuaScript NoteAttempts { get; } = Embedded["note_attempts"];

    public static LuaScript PromoteDue { get; } = Embedded["promote_due"];

    public static LuaScript Renew { get; } = Embedded["renew"];

    public static LuaScript Replay { get; } = Embedded["replay"];

    public static LuaScript Retry { get; } = Embedded["retry"];

    public static LuaScript Schedule { get; } = Embedded["schedule"];

    public static LuaScript TryReport { get; } = Embedded["try_report"];

    public static LuaScript Watch { get; } = Embedded["watch"];

    /// <summary>The verb.</summary>
    public string Name { get; }

    public string Text { get; }

    public byte[] Hash { get; }

    private static FrozenDictionary<string, LuaScript> LoadAll()
    {
        const string Extension = ".lua";
        var assembly = typeof(LuaScript).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                return new LuaScript(resource[..^Extension.Length], reader.ReadToEnd());
            })
            .ToFrozenDictionary(script => script.Name, StringComparer.Ordinal);
    }
}
