using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ004: an argument or a result of which JSON leaves out parts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PayloadLossAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ004";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "JSON leaves out some of a payload",
        "The task's {0} ({1}) would not arrive as it is: {2}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Arguments and results travel as JSON. A worker does not start with a task that would lose some of either, and an enqueue throws a "
        + "PayloadLossException. Silent where the same project sets StreaqOptions.Json or a context with options of its own.",
        HelpLink.For(Id),
        WellKnownDiagnosticTags.CompilationEnd);

    public PayloadLossAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var setup = JsonSetup.Watch(context, symbols);
        var tasks = new ConcurrentBag<DefinedTask>();
        context.RegisterOperationAction(
            operation =>
            {
                if (DefinedTask.From((IObjectCreationOperation)operation.Operation, symbols) is { } task)
                {
                    tasks.Add(task);
                }
            },
            OperationKind.ObjectCreation);
        context.RegisterCompilationEndAction(end =>
        {
            if (setup.IsOpaque)
            {
                return;
            }

            foreach (var task in tasks)
            {
                Check(end, task, symbols);
            }
        });
    }

    private static void Check(CompilationAnalysisContext context, DefinedTask task, KnownSymbols symbols)
    {
        for (var i = 0; i < task.Type.TypeArguments.Length; i++)
        {
            var type = task.Type.TypeArguments[i];
            if (!KnownSymbols.Is(type, symbols.NoArgument) && LossWalk.Find(type, symbols) is { } loss)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule, task.TypeLocation(i), i == 0 ? "argument" : "result", type.ToDisplayString(), loss));
            }
        }
    }
}
