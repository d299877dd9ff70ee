using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ003: a handler that is <c>async void</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AsyncVoidHandlerAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ003";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A handler is async void",
        "The handler is 'async void', so its end can't be awaited; have it return Task",
        "Streaq",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The task would count as succeeded at the handler's first await, and a later exception would end the process. Map, Cron and ToSync "
        + "throw an ArgumentException.",
        HelpLink.For(Id));

    public AsyncVoidHandlerAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        context.RegisterOperationAction(
            operation =>
            {
                if (MappedHandler.From((IInvocationOperation)operation.Operation, symbols) is
                    { Method: { IsAsync: true, ReturnsVoid: true } } handler)
                {
                    // The additional location is the method, which may be in another file.
                    operation.ReportDiagnostic(Diagnostic.Create(
                        Rule, handler.Location, handler.Method.Locations.Where(location => location.IsInSource)));
                }
            },
            OperationKind.Invocation);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is IMethodSymbol { IsAsync: true, ReturnsVoid: true } method && Handles(method, symbols))
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(Rule, method.Locations[0]));
                }
            },
            SymbolKind.Method);
    }

    /// <summary>Whether the method implements that of <c>ISyncTaskHandler</c>.</summary>
    private static bool Handles(IMethodSymbol method, KnownSymbols symbols) =>
        method.ContainingType.AllInterfaces.Where(contract => KnownSymbols.Is(contract, symbols.SyncHandler))
            .SelectMany(contract => contract.GetMembers("Handle"))
            .Select(method.ContainingType.FindImplementationForInterfaceMember)
            .Any(member => SymbolEqualityComparer.Default.Equals(member, method));
}
