using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Types of .NET: JSON knows most of them, and their private parts are not seen by a compiler.</summary>
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

    /// <summary>One of which next to nothing arrives.</summary>
    public static bool IsLossy(INamedTypeSymbol type) =>
        Lossy.Contains($"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}");
}
