using System.Security.Cryptography;

namespace Streaq.Dashboard.Assets;

/// <summary>The files that are embedded in the assembly: style, script, icon.</summary>
internal static class AssetStore
{
    private static readonly Dictionary<string, Asset> All = new(StringComparer.Ordinal)
    {
        ["board.css"] = Read("board.css", "text/css; charset=utf-8"),
        ["board.js"] = Read("board.js", "text/javascript; charset=utf-8"),
        ["favicon.svg"] = Read("favicon.svg", "image/svg+xml"),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static Asset? Find(string name) => All.GetValueOrDefault(name);

    private static Asset Read(string name, string type)
    {
        using var file = typeof(AssetStore).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return new Asset(type, content, Convert.ToHexStringLower(SHA256.HashData(content))[..10]);
    }
}
