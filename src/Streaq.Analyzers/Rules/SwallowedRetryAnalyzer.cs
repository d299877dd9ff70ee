using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ010: a catch clause that keeps a retry or a snooze from the worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SwallowedRetryAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ010";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A retry is swallowed",
        "A {0} that is thrown here ends in this catch clause, so the task counts as succeeded; leave it out by a filter, or rethrow it",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "StreaqRetryException and StreaqSnoozeException tell the worker to run the task again. A handler or middleware that catches them "
        + "and throws nothing has the task succeed.",
        HelpLink.For(Id));

    public SwallowedRetryAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(
            operation =>
            {
                var clause = (ICatchClauseOperation)operation.Operation;
                if (clause.Parent is ITryOperation attempt && Swallowed(clause, attempt, symbols) is { Count: > 0 } swallowed
                    && !ExceptionUse.LetsGo(clause) && AttemptScope.Around(clause, operation.ContainingSymbol, symbols) is not null)
                {
                    operation.ReportDiagnostic(Diagnostic.Create(
                        Rule, Place(clause), string.Join(" or ", swallowed.Select(type => type.Name))));
                }
            },
            OperationKind.CatchClause);

    /// <summary>Returns which of the two exceptions reach the clause and are caught by it.</summary>
    private static List<INamedTypeSymbol> Swallowed(ICatchClauseOperation clause, ITryOperation attempt, KnownSymbols symbols)
    {
        var both = new[] { symbols.RetryException, symbols.SnoozeException }.OfType<INamedTypeSymbol>()
            .Where(type => Catches(clause, type));
        var left = both.Where(type => !attempt.Catches.TakeWhile(other => other != clause).Any(other => Catches(other, type))).ToList();
        if (left.Count > 0)
        {
            var thrown = ExceptionUse.ThrownIn(attempt.Body, symbols);
            left.RemoveAll(type => !thrown.Contains(type, SymbolEqualityComparer.Default));
        }

        return left;
    }

    private static bool Catches(ICatchClauseOperation clause, INamedTypeSymbol exception) =>
        clause.ExceptionType is null or { SpecialType: SpecialType.System_Object }
        || KnownSymbols.IsOrDerives(exception, clause.ExceptionType as INamedTypeSymbol);

    private static Location Place(ICatchClauseOperation clause) => clause.Syntax is CatchClauseSyntax syntax
        ? Location.Create(
            syntax.SyntaxTree,
            Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(
                syntax.CatchKeyword.SpanStart, (syntax.Filter?.Span ?? syntax.Declaration?.Span ?? syntax.CatchKeyword.Span).End))
        : clause.Syntax.GetLocation();
}
