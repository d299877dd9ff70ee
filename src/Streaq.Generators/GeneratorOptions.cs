using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Generators;

/// <summary>The options of the project, from properties that the package makes visible to the compiler.</summary>
/// <param name="IsOn">Whether calls are replaced.</param>
/// <param name="IsTrimmed">Whether the project is for native AOT or trimming.</param>
internal sealed record GeneratorOptions(bool IsOn, bool IsTrimmed)
{
    private static readonly string[] Trims = ["PublishAot", "IsAotCompatible", "PublishTrimmed", "IsTrimmable"];

    public static GeneratorOptions From(AnalyzerConfigOptionsProvider properties, ParseOptions? language)
    {
        var all = properties.GlobalOptions;
        return new(
            IsTrue(all, "StreaqGenerateBindings") && (language as CSharpParseOptions)?.LanguageVersion >= LanguageVersion.CSharp12,
            Array.Exists(Trims, property => IsTrue(all, property)));
    }

    private static bool IsTrue(AnalyzerConfigOptions properties, string property) =>
        properties.TryGetValue($"build_property.{property}", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
