using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Recognizes types of .NET. JSON supports most of them, and a compiler does not see their private members.</summary>
internal static class FrameworkTypes
{
    private static readonly HashSet<string> Lossy =
    [
        "System.Numerics.BigInteger", "System.Numerics.Complex", "System.Numerics.Vector2", "System.Numerics.Vector3",
        "System.Numerics.Vector4", "System.Range", "System.Lazy`1", "System.TimeZoneInfo", "System.Globalization.CultureInfo",
        "System.Net.IPAddress", "System.Text.StringBuilder", "System.Drawing.Color",
    ];

    public static bool Is(INamedTypeSymbol type)
    {
        var outermost = type.ContainingNamespace;
        while (outermost is { IsGlobalNamespace: false, ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            outermost = outer;
        }

        return outermost is { IsGlobalNamespace: false, Name: "System" };
    }

    /// <summary>Whether JSON loses nearly all of the type's content.</summary>
    public static bool IsLossy(INamedTypeSymbol type) =>
        Lossy.Contains($"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}");
}
