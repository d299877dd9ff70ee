using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ007: an enqueue that is not awaited.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DroppedEnqueueAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ007";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "An enqueue is not awaited",
        "'{0}' is not awaited: code goes on before the task is in the queue, and an error goes unseen",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The call only begins to enqueue. What it returns is thrown away, so the task may be missing when the code goes on, the process "
        + "may end first, and an exception is lost. Assign it to a discard ('_ =') where that is meant.",
        HelpLink.For(Id));

    public DroppedEnqueueAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (EnqueueCall.Is(call, symbols) && IsDropped(Whole(call)) && !IsOfASubstitute(call))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, Whole(call).Syntax.GetLocation(), call.TargetMethod.Name));
                }
            },
            OperationKind.Invocation);

    /// <summary>Returns the call with its <c>ConfigureAwait</c>.</summary>
    private static IInvocationOperation Whole(IInvocationOperation call) =>
        call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && configured.Instance == call
            ? configured
            : call;

    private static bool IsDropped(IInvocationOperation call)
    {
        var at = call.Parent;
        while (at is IConditionalAccessOperation)
        {
            at = at.Parent;
        }

        return at is IExpressionStatementOperation && !IsInAnExpressionTree(at);
    }

    /// <summary>
    /// Whether the code is an expression tree, which does not run, as in a mock's <c>Verify(client => client.EnqueueAsync(…))</c>.
    /// </summary>
    private static bool IsInAnExpressionTree(IOperation operation)
    {
        var at = operation.Parent;
        while (at is not (null or IAnonymousFunctionOperation))
        {
            at = at.Parent;
        }

        return at?.Parent is IConversionOperation { Type.Name: "Expression" };
    }

    /// <summary>Whether the call is on the result of NSubstitute's <c>client.Received()</c>, which only checks a substitute.</summary>
    private static bool IsOfASubstitute(IInvocationOperation call) =>
        (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is IInvocationOperation { TargetMethod: { } method }
        && method.ContainingNamespace is { Name: "NSubstitute", ContainingNamespace.IsGlobalNamespace: true };
}
