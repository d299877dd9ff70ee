using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ008: an enqueue without the token of its attempt.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EnqueueTokenAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ008";

    /// <summary>The property of a diagnostic that has the expression to pass.</summary>
    public const string Token = "token";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "An enqueue in a handler has no token",
        "'{0}' goes on when the attempt is cancelled; pass '{1}'",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An attempt is cancelled when its task is aborted, its time is over, its lease is lost or its worker stops. An enqueue without its "
        + "token goes on, and holds the worker up. Pass CancellationToken.None where that is meant.",
        HelpLink.For(Id));

    public EnqueueTokenAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (EnqueueCall.Is(call, symbols) && LacksToken(call, symbols)
                    && AttemptScope.Around(call, operation.ContainingSymbol, symbols) is { Token: { } token })
                {
                    operation.ReportDiagnostic(Diagnostic.Create(
                        Rule,
                        call.Syntax.GetLocation(),
                        ImmutableDictionary<string, string?>.Empty.Add(Token, token),
                        call.TargetMethod.Name,
                        token));
                }
            },
            OperationKind.Invocation);

    private static bool LacksToken(IInvocationOperation call, KnownSymbols symbols) =>
        call.Arguments.Any(argument =>
            argument.ArgumentKind is ArgumentKind.DefaultValue && KnownSymbols.Is(argument.Parameter?.Type, symbols.CancellationToken));
}
