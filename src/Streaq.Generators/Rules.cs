using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>What the generator tells.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor BoundAtRunTime = new(
        "STRQ101",
        "A handler is bound at run time",
        "This handler is bound at run time, which native AOT does not support: {0}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Streaq binds a handler when the application is compiled, where it sees its parameters in the call of Map or Cron. "
            + "Elsewhere it binds it by reflection when the application starts, which trimming and native AOT may break.");
}
