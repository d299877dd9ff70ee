using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Generators;

/// <summary>STRQ101: a handler that may fit but that the generator can't analyze, in a project that is trimmed.</summary>
/// <remarks>It is not part of the generator, since no <c>#pragma</c> or attribute suppresses diagnostics of a generator.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnboundHandlerAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "STRQ101",
        "A handler is bound at run time",
        "This handler is bound at run time, which native AOT and trimming break: {0}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Streaq binds a handler when the application is compiled, where it sees its parameters in the call of Map or Cron. "
            + "Elsewhere it binds it by reflection when the application starts, which trimming and native AOT break.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var language = start.Compilation.SyntaxTrees.FirstOrDefault()?.Options;
            if (GeneratorOptions.From(start.Options.AnalyzerConfigOptionsProvider, language) is { IsOn: true, IsTrimmed: true })
            {
                start.RegisterOperationAction(Look, OperationKind.Invocation);
            }
        });
    }

    private static void Look(OperationAnalysisContext context)
    {
        if (context.Operation is { Syntax: var call, SemanticModel: { } model } && CallReader.MayBeOne(call)
            && CallReader.Read(call, model, context.CancellationToken) is { Obstacle: { } obstacle } && !IsSaid(context.ContainingSymbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, CallReader.NameOf(call)!.GetLocation(), obstacle));
        }
    }

    /// <summary>Whether the code around it warns its own callers, as <c>Map</c> does.</summary>
    private static bool IsSaid(ISymbol? member)
    {
        for (; member is not null; member = member.ContainingSymbol)
        {
            if (member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RequiresUnreferencedCodeAttribute"))
            {
                return true;
            }
        }

        return false;
    }
}
