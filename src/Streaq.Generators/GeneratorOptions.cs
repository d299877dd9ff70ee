using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Generators;

/// <summary>What the project says, by properties that the package makes visible to the compiler.</summary>
/// <param name="IsOn">Whether calls are replaced.</param>
/// <param name="IsForAot">Whether the project is for native AOT.</param>
internal sealed record GeneratorOptions(bool IsOn, bool IsForAot)
{
    public static GeneratorOptions From(AnalyzerConfigOptions properties, LanguageVersion? language) => new(
        IsTrue(properties, "StreaqGenerateBindings") && language >= LanguageVersion.CSharp12,
        IsTrue(properties, "PublishAot") || IsTrue(properties, "IsAotCompatible"));

    private static bool IsTrue(AnalyzerConfigOptions properties, string property) =>
        properties.TryGetValue($"build_property.{property}", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
