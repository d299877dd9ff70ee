using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ009: a call that blocks in an asynchronous handler or middleware.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlockingHandlerAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ009";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A handler blocks",
        "'{0}' blocks a thread of the pool that the worker and all other tasks need; {1}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An asynchronous handler runs on the thread pool, as does the renewal of the worker's lease. Await instead, or have a handler that "
        + "must block return its result itself: then it runs on a thread of its own.",
        HelpLink.For(Id));

    public BlockingHandlerAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (BlockingCall.Name(call, symbols) is { } name && !CompletedTask.IsKnown(BlockingCall.Awaited(call)))
                {
                    Report(operation, name, name is "Thread.Sleep" ? "await Task.Delay" : "await it", symbols);
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                var property = (IPropertyReferenceOperation)operation.Operation;
                if (BlockingCall.IsResult(property, symbols) && property.Parent is not INameOfOperation
                    && !CompletedTask.IsKnown(property.Instance))
                {
                    Report(operation, "Result", "await it", symbols);
                }
            },
            OperationKind.PropertyReference);
    }

    private static void Report(OperationAnalysisContext context, string name, string instead, KnownSymbols symbols)
    {
        // An inner lambda may run on another thread.
        if (AttemptScope.Around(context.Operation, context.ContainingSymbol, symbols) is { IsDirect: true, Function: { } function }
            && (function.IsAsync || symbols.IsAwaitable(function.ReturnType)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, context.Operation.Syntax.GetLocation(), name, instead));
        }
    }
}
