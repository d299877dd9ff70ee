using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Analyzers;

/// <summary>The base of all rules. They run concurrently, ignore generated code, and do nothing when Streaq is not referenced.</summary>
internal abstract class StreaqAnalyzer(params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(rules);

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownSymbols.Of(start.Compilation) is { } symbols)
            {
                Register(start, symbols);
            }
        });
    }

    protected abstract void Register(CompilationStartAnalysisContext context, KnownSymbols symbols);
}
